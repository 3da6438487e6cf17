import static java.nio.charset.StandardCharsets.UTF_8;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.serialization.*;

/** Answers data requests with made-up values, by asyncapi-provider.yaml: java -cp 'JARS/*' Answerer.java */
public class Answerer {
    static final Map<String, String> env = System.getenv(), stored = new HashMap<>(); // made anew, they say the same
    static final String agency = env.get("LIENTHONG_AGENCY").toLowerCase(), prefix = env.get("LIENTHONG_PREFIX"),
        request = "vn.lienthong.exchange.request.v1";
    static final CompletableFuture<Void> told = new CompletableFuture<>(), ended = new CompletableFuture<>();

    public static void main(String[] args) throws Exception {
        var config = new HashMap<String, Object>(Map.of("bootstrap.servers", env.get("LIENTHONG_BOOTSTRAP"),
            "group.id", prefix + "." + agency + ".java", "auto.offset.reset", "earliest", "enable.auto.commit", "false",
            "isolation.level", "read_committed", "acks", "all", "session.timeout.ms", "10000"));
        if (env.containsKey("LIENTHONG_KAFKA_USERNAME"))
            config.putAll(Map.of("security.protocol", "SASL_PLAINTEXT", "sasl.mechanism", "SCRAM-SHA-512",
                "sasl.jaas.config", "org.apache.kafka.common.security.scram.ScramLoginModule required username='%s' password='%s';"
                    .formatted(env.get("LIENTHONG_KAFKA_USERNAME"), env.get("LIENTHONG_KAFKA_PASSWORD"))));
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
             var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> { told.complete(null); ended.join(); }));
            consumer.subscribe(List.of(prefix + ".exchange.in." + agency + ".v1"));
            while (!told.isDone()) {
                var sent = new ArrayList<Future<RecordMetadata>>();
                var found = consumer.poll(Duration.ofMillis(200));
                for (var record : found)
                    try {
                        if (text(record, "ce_type").equals(request)) sent.add(producer.send(reply(record)));
                    } catch (IOException | NullPointerException | ClassCastException error) {
                        System.err.println("cannot be read: " + error); // it will be no better when it comes again
                    }
                for (var each : sent) each.get(); // the reply is confirmed before the request is committed
                if (!found.isEmpty()) consumer.commitSync();
            }
        } finally { ended.complete(null); }
    }

    static ProducerRecord<String, String> reply(ConsumerRecord<String, String> request) throws IOException {
        String hash = text(request, "ce_idempotencykey"), topic = prefix + ".exchange.out." + agency + ".v1";
        if (!stored.containsKey(hash)) {
            var value = ((ObjectNode) new ObjectMapper().readTree(request.value()))
                .retain("request", "dossier", "requester", "provider", "fields", "attempt").put("request_hash", hash)
                .put("outcome", "answered").putNull("error");
            for (var field : value.get("fields")) value.withArray("values").add("made-up " + field.asText());
            stored.put(hash, value.toString());
        }
        var reply = new ProducerRecord<>(topic, request.key(), stored.get(hash));
        for (var name : List.of("ce_correlationid", "ce_requester", "ce_provider"))
            reply.headers().add(request.headers().lastHeader(name));
        Map.of("content-type", "application/json", "ce_specversion", "1.0", "ce_id", UUID.randomUUID().toString(),
            "ce_source", "urn:example:" + agency, "ce_type", "vn.lienthong.exchange.reply.v1", "ce_requesthash", hash)
            .forEach((name, text) -> reply.headers().add(name, text.getBytes(UTF_8)));
        return reply;
    }

    static String text(ConsumerRecord<?, ?> record, String header) {
        return new String(record.headers().lastHeader(header).value(), UTF_8);
    }
}
