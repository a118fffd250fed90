package nl.eerstelijn.conformance;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;

/** Validates resources against R4 and the face's own definitions, with nothing but what is in the jars. */
final class Judge {
  private static final int SHOWN = 60;

  /** What no validator may accept: a judge that does is not set up to judge. */
  private static final List<String> BAD =
      List.of(
          "{\"resourceType\":\"Organization\",\"name\":\"a\",\"colour\":\"red\"}",
          "{\"resourceType\":\"Organization\",\"active\":true}",
          "{\"resourceType\":\"Organization\",\"name\":\"a\",\"extension\":[{\"url\":\"http://nobody.example/x\",\"valueCode\":\"a\"}]}",
          "{\"resourceType\":\"Location\",\"status\":\"perhaps\"}");

  /** Types whose resources say what other resources must look like. */
  private static final Set<String> DEFINING = Set.of("StructureDefinition", "CodeSystem", "ValueSet");

  private final FhirValidator validator;
  private final Contexts contexts;

  /** Makes a judge who knows the tables of codes, and the definitions that are among the answers. */
  Judge(FhirContext context, List<CodeSystem> codes, List<Answer> answers) throws IOException {
    PrePopulatedValidationSupport own = new PrePopulatedValidationSupport(context);
    codes.forEach(own::addCodeSystem);
    ObjectMapper mapper = new ObjectMapper();
    for (Answer answer : answers) {
      JsonNode root = mapper.readTree(answer.json());
      List<JsonNode> resources = new ArrayList<>(root.findValues("resource"));
      resources.add(root);
      for (JsonNode resource : resources) {
        if (DEFINING.contains(resource.path("resourceType").asText())) {
          own.addResource(context.newJsonParser().parseResource(resource.toString()));
        }
      }
    }
    DefaultProfileValidationSupport r4 = new DefaultProfileValidationSupport(context);
    contexts = new Contexts(r4);
    FhirInstanceValidator instances =
        new FhirInstanceValidator(
            new ValidationSupportChain(
                r4,
                own,
                // Before the common code systems: those refuse a language outside R4's list of common languages,
                // which R4 only prefers.
                new InMemoryTerminologyServerValidationSupport(context),
                new CommonCodeSystemsTerminologyService(context),
                new SnapshotGeneratingValidationSupport(context)));
    // An extension that nobody defines is an error: whoever reads our resources could not know what it means.
    instances.setAnyExtensionsAllowed(false);
    // A profile that is not at hand is a warning, so that those of others can be known and explained.
    instances.setErrorForUnknownProfiles(false);
    instances.setBestPracticeWarningLevel(BestPracticeWarningLevel.Warning);
    validator = context.newValidator().registerValidatorModule(instances);
    for (String bad : BAD) {
      if (validator.validateWithResult(bad).isSuccessful()) {
        throw new IllegalStateException("the validator accepts " + bad);
      }
    }
  }

  /** Validates; true when there is no error and every kind of warning is a known one. */
  boolean judge(List<Answer> answers, Warnings warnings) {
    List<String> problems = new ArrayList<>();
    int errors = 0;
    Warnings.Counts hints = new Warnings.Counts();
    for (Answer answer : answers) {
      for (SingleValidationMessage m : validator.validateWithResult(contexts.judged(answer, problems).json()).getMessages()) {
        if (m.getSeverity() == ResultSeverityEnum.ERROR || m.getSeverity() == ResultSeverityEnum.FATAL) {
          if (errors++ < SHOWN) {
            System.out.printf("ERROR %s %s: %s%n", answer.from(), m.getLocationString(), m.getMessage());
          }
        } else if (m.getSeverity() == ResultSeverityEnum.WARNING) {
          warnings.found(String.valueOf(m.getLocationString()), m.getMessage(), answer.from());
        } else {
          hints.add(m.getMessage());
        }
      }
    }
    problems.forEach(p -> System.out.println("ERROR " + p));
    errors += problems.size();
    System.out.printf("HAPI validator: %d answers, %d errors, %s%n", answers.size(), errors, hints);
    return warnings.report() & errors == 0 & !answers.isEmpty();
  }
}
