package nl.eerstelijn.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;

/** The program's tables of national codes, as code systems for the validator: no package has them. */
final class Codes {
  private static final Pattern FIELD = Pattern.compile("\"((?:[^\"]|\"\")*)\"|([^,]*)");

  private Codes() {}

  static List<CodeSystem> read(Path folder) throws IOException {
    List<CodeSystem> all = new ArrayList<>();
    try (Stream<Path> paths = Files.list(folder)) {
      for (Path path : paths.sorted().toList()) {
        CodeSystem system = path.toString().endsWith(".csv") ? table(path) : null;
        if (system != null) {
          all.add(system);
        }
      }
    }
    if (all.isEmpty()) {
      throw new IOException(folder + " has no tables of codes");
    }
    return all;
  }

  private static CodeSystem table(Path path) throws IOException {
    Map<String, String> head = new HashMap<>();
    CodeSystem system = new CodeSystem();
    boolean codes = false;
    for (String line : Files.readAllLines(path)) {
      if (line.startsWith("#")) {
        String[] parts = line.substring(1).split(": ", 2);
        head.put(parts[0].strip(), parts.length > 1 ? parts[1].strip() : "");
      } else if (!codes) {
        codes = true; // the names of the columns
      } else if (!line.isBlank()) {
        List<String> fields = fields(line);
        CodeSystem.ConceptDefinitionComponent concept = system.addConcept().setCode(fields.get(0));
        if (fields.size() < 3 || !fields.get(2).equals("own-words")) {
          concept.setDisplay(fields.get(1));
        }
      }
    }
    String url = head.getOrDefault("system", "");
    if (!url.startsWith("http")) {
      return null; // a list of spellings, or codes of our own, which the face itself tells of
    }
    system.setUrl(url).setVersion(head.get("version")).setStatus(PublicationStatus.ACTIVE);
    // Also a part is given as if it were all, so that a code outside it is told of.
    return system.setContent(CodeSystem.CodeSystemContentMode.COMPLETE);
  }

  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    Matcher m = FIELD.matcher(line);
    for (int at = 0; at <= line.length() && m.find(at) && m.start() == at; at = m.end() + 1) {
      fields.add(m.group(1) != null ? m.group(1).replace("\"\"", "\"") : m.group(2));
    }
    return fields;
  }
}
