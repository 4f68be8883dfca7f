package io.drainguard.proofs.dsiem;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One rule of a directive: `internal/pkg/dsiem/rule/rule.go`, as far as the stand-in plays it, which is a
/// `PluginRule` whose addresses are `ANY`, a list of addresses, or a reference such as `:1` to an earlier
/// rule's.
///
/// @param stage from 1 on
/// @param occurrence how many events finish the stage; the first stage always takes one
/// @param timeout seconds that the stage stays open after the event that opened it
@JsonIgnoreProperties(ignoreUnknown = true)
public record Rule(
        @JsonProperty("name") String name,
        @JsonProperty("stage") int stage,
        @JsonProperty("type") String type,
        @JsonProperty("plugin_id") int pluginId,
        @JsonProperty("plugin_sid") List<Integer> pluginSid,
        @JsonProperty("occurrence") int occurrence,
        @JsonProperty("from") String from,
        @JsonProperty("to") String to,
        @JsonProperty("port_from") String portFrom,
        @JsonProperty("port_to") String portTo,
        @JsonProperty("reliability") int reliability,
        @JsonProperty("timeout") long timeout) {
    private static final String ANY = "ANY";

    /// Copies the list.
    public Rule {
        pluginSid = pluginSid == null ? List.of() : List.copyOf(pluginSid);
        if (stage == 1) {
            occurrence = 1;
        }
        if (!isPlayed(from) || !isPlayed(to) || !ANY.equals(portFrom) || !ANY.equals(portTo)) {
            throw new IllegalArgumentException("the stand-in plays no such address or port: " + from + " " + to);
        }
    }

    /// A rule for one kind of event, from anywhere to anywhere for the first, from the same source after it.
    public static Rule of(int stage, int pluginId, int pluginSid, long timeoutSeconds) {
        String from = stage == 1 ? ANY : ":1";
        List<Integer> sids = List.of(pluginSid);
        return new Rule(
                "stage " + stage, stage, "PluginRule", pluginId, sids, 1, from, ANY, ANY, ANY, 5, timeoutSeconds);
    }

    private static boolean isPlayed(@Nullable String address) {
        return address != null && !address.isEmpty() && !address.contains("HOME_NET") && !address.contains("/");
    }

    boolean isForPluginOf(Event event) {
        return pluginId == event.pluginId() && pluginSid.contains(event.pluginSid());
    }

    boolean matches(Event event) {
        return isForPluginOf(event) && matches(from, event.srcIp()) && matches(to, event.dstIp());
    }

    private static boolean matches(String addresses, String address) {
        return addresses.equals(ANY)
                || List.of(addresses.replace(" ", "").split(",")).contains(address);
    }

    /// This rule in a correlation that the event opens, whose first rule is given: `initBackLogRules` of
    /// `siem/backlogmgr.go`.
    Rule in(Rule first, Event opener) {
        return new Rule(
                name,
                stage,
                type,
                pluginId,
                pluginSid,
                occurrence,
                resolved(from, first.from, opener.srcIp()),
                resolved(to, first.to, opener.dstIp()),
                portFrom,
                portTo,
                reliability,
                timeout);
    }

    private static String resolved(String reference, String ofFirst, String ofOpener) {
        if (!reference.equals(":1")) {
            return reference;
        }
        return ofFirst.equals(ANY) ? ofOpener : ofFirst;
    }
}
