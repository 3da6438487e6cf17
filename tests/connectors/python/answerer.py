"""Answers data requests with made-up values, by asyncapi-provider.yaml: python answerer.py."""

import json
import os
import signal
import time
import uuid

from kafka import KafkaConsumer, KafkaProducer
from kafka.errors import KafkaError

AGENCY, PREFIX = os.environ["LIENTHONG_AGENCY"].lower(), os.environ["LIENTHONG_PREFIX"]
CLIENT = {"bootstrap_servers": os.environ["LIENTHONG_BOOTSTRAP"].split(",")}
if "LIENTHONG_KAFKA_USERNAME" in os.environ:
    CLIENT |= {
        "security_protocol": "SASL_PLAINTEXT", "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": os.environ["LIENTHONG_KAFKA_USERNAME"],
        "sasl_plain_password": os.environ["LIENTHONG_KAFKA_PASSWORD"],
    }  # fmt: skip
REQUEST, REPLY = (f"vn.lienthong.exchange.{what}.v1".encode() for what in ("request", "reply"))
COPIED = ("request", "dossier", "requester", "provider", "attempt", "fields")
stored = {}  # made anew after a restart, a reply says the same
told_to_end = []


def reply_to(value, told):
    asked, digest = json.loads(value), told["ce_idempotencykey"]
    said = {name: asked[name] for name in COPIED} | {
        "outcome": "answered", "error": None, "request_hash": digest.decode(),
        "values": [f"made-up {field}" for field in asked["fields"]],
    }  # fmt: skip
    headers = {
        "content-type": b"application/json", "ce_specversion": b"1.0", "ce_type": REPLY,
        "ce_source": f"urn:example:{AGENCY}".encode(), "ce_causationid": told["ce_id"],
        "ce_requesthash": digest,
    }  # fmt: skip
    headers |= {name: told[name] for name in ("ce_correlationid", "ce_requester", "ce_provider")}
    return json.dumps(said, ensure_ascii=False).encode(), list(headers.items())


def answer(producer, request):
    told = dict(request.headers)
    if told.get("ce_type") != REQUEST:
        return []
    try:
        digest = told["ce_idempotencykey"]
        value, headers = stored[digest] = stored.get(digest) or reply_to(request.value, told)
    except (ValueError, KeyError) as error:  # it will be no better when it comes again
        print(f"cannot be read, at {request.partition}/{request.offset}: {error!r}", flush=True)
        return []
    own = ("ce_id", str(uuid.uuid4()).encode())
    return [
        producer.send(f"{PREFIX}.exchange.out.{AGENCY}.v1", value, request.key, [*headers, own])
    ]


signal.signal(signal.SIGTERM, lambda *told: told_to_end.append(told))
producer = KafkaProducer(**CLIENT, acks="all")
consumer = KafkaConsumer(
    **CLIENT, group_id=f"{PREFIX}.{AGENCY}.python", session_timeout_ms=10_000,
    auto_offset_reset="earliest", enable_auto_commit=False, isolation_level="read_committed",
)  # fmt: skip
topic = f"{PREFIX}.exchange.in.{AGENCY}.v1"
consumer.subscribe([topic])
while not consumer.partitions_for_topic(topic):  # else it joins twice, and sometimes never reads
    time.sleep(0.1)
while not told_to_end:
    found = [each for part in consumer.poll(timeout_ms=200).values() for each in part]
    for sent in [sent for each in found for sent in answer(producer, each)]:
        sent.get(60)  # the replies are confirmed before the requests are committed
    try:
        consumer.commit()
    except KafkaError as error:  # then they come again
        print(f"not committed: {error!r}", flush=True)
consumer.close()
producer.close()
