package io.drainguard.proofs.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;

/// A line of `siem_alarms.json` in which the last rule of an alarm is finished.
///
/// @param id random, so that of one alarm two backends write two
/// @param source the address of its events
record AlarmLine(String id, String source) {
    private static final JsonMapper JSON = new JsonMapper();

    static Optional<AlarmLine> finished(String line) {
        try {
            JsonNode alarm = JSON.readTree(line);
            JsonNode rules = alarm.path("rules");
            String last = rules.path(rules.size() - 1).path("status").asText();
            return last.equals("finished")
                    ? Optional.of(new AlarmLine(
                            alarm.path("alarm_id").asText(),
                            alarm.at("/src_ips/0").asText()))
                    : Optional.empty();
        } catch (JsonProcessingException half) {
            return Optional.empty();
        }
    }
}
