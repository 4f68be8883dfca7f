package io.drainguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/// The guard's POM has no parent, since SAM builds its folder alone; what it shares with the root's POM is equal.
class PomsTest {
    Element root;
    Element guard;

    @BeforeEach
    void read() throws Exception {
        root = pom("pom.xml");
        guard = pom("src/guard/pom.xml");
    }

    @Test
    void guard_hasNoParent() {
        assertThat(children(guard, "parent")).isEmpty();
    }

    @Test
    void version_isOneAndTheSameEverywhere() throws Exception {
        String version = text(root, "version");

        assertThat(text(guard, "version")).isEqualTo(version);
        for (String module : List.of("simulator", "cli", "proofs", "packages")) {
            Element parent =
                    children(pom("src/" + module + "/pom.xml"), "parent").getFirst();
            assertThat(text(parent, "version")).as(module).isEqualTo(version);
        }
    }

    @Test
    void sharedProperties_haveTheSameValues() {
        Map<String, String> ours = properties(guard);
        Map<String, String> theirs = properties(root);
        ours.keySet().retainAll(theirs.keySet());
        // Alone, the guard's folder is built without tests.
        ours.remove("maven.test.skip");

        assertThat(ours)
                .hasSizeGreaterThan(8)
                .allSatisfy((name, value) -> assertThat(value).as(name).isEqualTo(theirs.get(name)));
    }

    @Test
    void sharedPlugins_haveTheSameVersions() {
        Map<String, String> ours = plugins(guard);
        Map<String, String> theirs = plugins(root);
        ours.keySet().retainAll(theirs.keySet());

        assertThat(ours)
                .hasSizeGreaterThan(6)
                .allSatisfy((name, version) -> assertThat(version).as(name).isEqualTo(theirs.get(name)));
    }

    @Test
    void compiler_isAskedForTheSame() {
        assertThat(texts(guard, "arg")).hasSizeGreaterThan(10).isEqualTo(texts(root, "arg"));
        assertThat(texts(guard, "exclude")).isEqualTo(texts(root, "exclude"));
    }

    private static Element pom(String path) throws ParserConfigurationException, IOException, SAXException {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of(path).toFile())
                .getDocumentElement();
    }

    private static Map<String, String> properties(Element pom) {
        Map<String, String> properties = new TreeMap<>();
        Node child = children(pom, "properties").getFirst().getFirstChild();
        for (; child != null; child = child.getNextSibling()) {
            if (child instanceof Element property) {
                properties.put(property.getTagName(), property.getTextContent());
            }
        }
        return properties;
    }

    private static Map<String, String> plugins(Element pom) {
        Map<String, String> plugins = new TreeMap<>();
        for (Element plugin : all(pom, "plugin")) {
            if (!children(plugin, "version").isEmpty()) {
                plugins.put(text(plugin, "artifactId"), text(plugin, "version"));
            }
        }
        return plugins;
    }

    private static List<String> texts(Element pom, String tag) {
        return all(pom, tag).stream().map(Node::getTextContent).toList();
    }

    private static List<Element> all(Element of, String tag) {
        List<Element> found = new ArrayList<>();
        for (int i = 0; i < of.getElementsByTagName(tag).getLength(); i++) {
            found.add((Element) of.getElementsByTagName(tag).item(i));
        }
        return found;
    }

    private static List<Element> children(Element of, String tag) {
        return all(of, tag).stream().filter(one -> one.getParentNode() == of).toList();
    }

    private static String text(Element of, String tag) {
        return children(of, tag).getFirst().getTextContent();
    }
}
