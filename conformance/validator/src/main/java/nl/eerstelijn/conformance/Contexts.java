package nl.eerstelijn.conformance;

import ca.uhn.fhir.context.support.IValidationSupport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.hl7.fhir.r4.model.StructureDefinition;

/**
 * Judges where an extension may be used. For that one thing the validator fetches a whole package from a server,
 * and without a network it gives up on the definition altogether. So the elements are looked up here, in the
 * definitions within the jars, and the validator is given the rest: the same context as an expression, which it
 * can read.
 */
final class Contexts {
  private static final String R4 = "http://hl7.org/fhir/StructureDefinition/";

  private final ObjectMapper mapper = new ObjectMapper();
  private final IValidationSupport definitions;

  Contexts(IValidationSupport definitions) {
    this.definitions = definitions;
  }

  /** Gives an answer as the validator can judge it; what is wrong with a context goes to problems. */
  Answer judged(Answer answer, List<String> problems) {
    if (!answer.json().contains("\"StructureDefinition\"")) {
      return answer;
    }
    try {
      JsonNode root = mapper.readTree(answer.json());
      int found = lift(root, problems);
      for (JsonNode entry : root.path("entry")) {
        found += lift(entry.path("resource"), problems);
      }
      return found == 0 ? answer : new Answer(answer.from(), mapper.writeValueAsString(root));
    } catch (IOException e) {
      return answer; // the validator says what is wrong with it
    }
  }

  private int lift(JsonNode resource, List<String> problems) {
    if (!resource.path("resourceType").asText().equals("StructureDefinition")) {
      return 0;
    }
    int found = 0;
    for (JsonNode context : resource.path("context")) {
      if (context.path("type").asText().equals("element")) {
        String path = context.path("expression").asText();
        if (!exists(path)) {
          problems.add("StructureDefinition/" + resource.path("id").asText() + ": R4 has no element " + path);
        }
        ((ObjectNode) context).put("type", "fhirpath").put("expression", path + ".where(true)");
        found++;
      }
    }
    return found;
  }

  private boolean exists(String path) {
    String type = path.split("\\.")[0];
    return definitions.fetchStructureDefinition(R4 + type) instanceof StructureDefinition s
        && s.getSnapshot().getElement().stream().anyMatch(e -> e.getPath().equals(path));
  }
}
