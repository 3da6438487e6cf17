// Answers data requests with made-up values, made from asyncapi-provider.yaml: node answerer.mjs
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import {
  compatibilityPartitioner, Consumer, ProduceAcks, Producer, stringDeserializers, stringSerializers
} from '@platformatic/kafka'

const { env } = process
const [agency, prefix, brokers] = [env.LIENTHONG_AGENCY.toLowerCase(), env.LIENTHONG_PREFIX, env.LIENTHONG_BOOTSTRAP]
const client = { clientId: `${agency}-node`, bootstrapBrokers: brokers.split(','), retries: true, retryDelay: 500 }
if (env.LIENTHONG_KAFKA_USERNAME) {
  const [username, password] = [env.LIENTHONG_KAFKA_USERNAME, env.LIENTHONG_KAFKA_PASSWORD]
  client.sasl = { mechanism: 'SCRAM-SHA-512', username, password }
}
const producer = new Producer({
  ...client, acks: ProduceAcks.ALL, serializers: stringSerializers, partitioner: compatibilityPartitioner
})
const consumer = new Consumer({
  ...client, groupId: `${prefix}.${agency}.node`, deserializers: stringDeserializers, maxWaitTime: 500, sessionTimeout: 10_000
})
const requests = await consumer.consume({
  topics: [`${prefix}.exchange.in.${agency}.v1`], mode: 'committed', fallbackMode: 'earliest', autocommit: false
})
process.once('SIGTERM', () => requests.close())

const stored = new Map() // made anew after a restart, a reply says the same
const [newest, topic] = [new Map(), `${prefix}.exchange.out.${agency}.v1`] // newest: partition -> its last request
let done = Promise.resolve()
for await (const request of requests) {
  let sent
  const hash = request.headers.get('ce_idempotencykey')
  if (request.headers.get('ce_type') === 'vn.lienthong.exchange.request.v1') {
    try {
      if (!stored.has(hash)) stored.set(hash, answer(JSON.parse(request.value), request.headers))
      const { value, headers } = stored.get(hash)
      sent = producer.send({ messages: [{ topic, key: request.key, value, headers: { ...headers, ce_id: randomUUID() } }] })
    } catch (error) { console.error(`cannot be read: ${error}`) } // it will be no better when it comes again
  }
  newest.set(request.partition, request)
  done = done.then(() => sent).then(() => newest.get(request.partition) === request && request.commit()) // after its reply
}
await done
await Promise.all([consumer.close(), producer.close()])

function answer (asked, told) {
  const { request, dossier, procedure, requester, provider, fields, basis, purpose, attempt } = asked
  const words = [request, dossier, procedure, requester, provider, basis, purpose, ...fields]
  const hash = createHash('sha256').update(words.join('\n')).digest('hex')
  if (hash !== told.get('ce_idempotencykey')) throw new Error(`${request} is not what was asked`)
  const value = {
    request, dossier, requester, provider, outcome: 'answered', error: null, fields, attempt, request_hash: hash,
    values: fields.map(field => `made-up ${field}`)
  }
  const headers = {
    'content-type': 'application/json', ce_specversion: '1.0', ce_source: `urn:example:${agency}`,
    ce_type: 'vn.lienthong.exchange.reply.v1', ce_correlationid: request, ce_causationid: told.get('ce_id'),
    ce_requester: requester, ce_provider: provider, ce_attempt: `${attempt}`, ce_requesthash: hash,
    ce_traceparent: told.get('ce_traceparent').replace(/[0-9a-f]{16}(?=-..$)/, randomBytes(8).toString('hex'))
  }
  return { value: JSON.stringify(value), headers }
}
