package nl.eerstelijn.conformance;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.SearchStyleEnum;
import ca.uhn.fhir.rest.api.SearchTotalModeEnum;
import ca.uhn.fhir.rest.api.SummaryEnum;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.exceptions.NonFhirResponseException;
import ca.uhn.fhir.rest.client.interceptor.AdditionalRequestHeadersInterceptor;
import ca.uhn.fhir.rest.gclient.ICriterion;
import ca.uhn.fhir.rest.gclient.ReferenceClientParam;
import ca.uhn.fhir.rest.gclient.StringClientParam;
import ca.uhn.fhir.rest.gclient.TokenClientParam;
import ca.uhn.fhir.rest.server.exceptions.AuthenticationException;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.MethodNotAllowedException;
import ca.uhn.fhir.rest.server.exceptions.NotModifiedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.hl7.fhir.instance.model.api.IBaseOperationOutcome;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StructureDefinition;

/** Uses the face as software with HAPI's generic client does, in its default settings. */
final class Walk {
  private final FhirContext context;
  private final String base;
  private final IGenericClient client;
  private int passed;
  private int failed;

  Walk(FhirContext context, String base) {
    this.context = context;
    this.base = base;
    context.getRestfulClientFactory().setSocketTimeout(60_000);
    client = context.newRestfulGenericClient(base);
  }

  /** Walks; true when everything went as it should. */
  boolean walk() {
    step("capabilities", this::capabilities);
    step("what our own elements mean", this::definitions);
    step("page on to the end", this::paging);
    step("read and vread", this::read);
    step("conditional read", this::conditional);
    step("search by each kind of parameter", this::search);
    step("search with POST", this::post);
    step("include and revinclude", this::include);
    step("count only and elements", this::shapes);
    step("history", this::history);
    step("what is not there", this::missing);
    step("a parameter that does not exist", this::parameter);
    step("what cannot be written", this::write);
    System.out.printf("HAPI client: %d passed, %d failed%n", passed, failed);
    return failed == 0;
  }

  private void capabilities() {
    CapabilityStatement c = client.capabilities().ofType(CapabilityStatement.class).execute();
    same("fhirVersion", "4.0.1", c.getFhirVersion().toCode());
    Set<String> types = new HashSet<>();
    c.getRestFirstRep().getResource().forEach(r -> types.add(r.getType()));
    for (String type : List.of("Organization", "OrganizationAffiliation", "Location", "HealthcareService",
        "Endpoint", "Provenance", "Basic")) {
      that(type + " is served", types.contains(type));
    }
  }

  private void definitions() {
    Basic basic = (Basic) first("Basic", 1).getEntryFirstRep().getResource();
    Set<String> urls = new HashSet<>();
    basic.getMeta().getProfile().forEach(p -> urls.add(p.getValue()));
    basic.getExtension().forEach(e -> urls.add(e.getUrl()));
    that("a Basic claims a profile and has extensions", urls.size() > 1);
    for (String url : urls) {
      Bundle found =
          client.search().forResource(StructureDefinition.class).where(StructureDefinition.URL.matches().value(url))
              .returnBundle(Bundle.class).execute();
      same("definitions of " + url, 1, found.getEntry().size());
    }
    String system = basic.getCode().getCodingFirstRep().getSystem();
    Bundle found =
        client.search().forResource(CodeSystem.class).where(CodeSystem.URL.matches().value(system)).returnBundle(Bundle.class).execute();
    same("definitions of " + system, 1, found.getEntry().size());
  }

  private void paging() {
    Bundle all = first("Organization", 200);
    Bundle page = first("Organization", 3);
    Set<String> ids = new HashSet<>();
    int entries = 0;
    while (true) {
      for (Bundle.BundleEntryComponent e : page.getEntry()) {
        ids.add(e.getResource().getIdElement().getIdPart());
        entries++;
      }
      that("a page has no more than was asked", page.getEntry().size() <= 3);
      if (page.getLink(Bundle.LINK_NEXT) == null) {
        break;
      }
      page = client.loadPage().next(page).execute();
    }
    same("nothing twice", ids.size(), entries);
    that("there are several pages", entries > 3);
    if (all.getLink(Bundle.LINK_NEXT) == null) {
      same("as many as in one page", all.getEntry().size(), entries);
    }
  }

  private void read() {
    Organization found = (Organization) first("Organization", 1).getEntryFirstRep().getResource();
    String id = found.getIdElement().getIdPart();
    Organization read = client.read().resource(Organization.class).withId(id).execute();
    same("what is read is what was found", text(found), text(read));
    String version = read.getMeta().getVersionId();
    that("a version", version != null && !version.isEmpty());
    Organization old = client.read().resource(Organization.class).withIdAndVersion(id, version).execute();
    same("the version is what was read", text(read), text(old));
    same("ETag gives the version", version, read.getIdElement().getVersionIdPart());
  }

  private void conditional() {
    Organization found = (Organization) first("Organization", 1).getEntryFirstRep().getResource();
    String id = found.getIdElement().getIdPart();
    String version = found.getMeta().getVersionId();
    throwsA(NotModifiedException.class,
        () -> client.read().resource(Organization.class).withId(id).ifVersionMatches(version).throwNotModifiedException().execute());
    Organization other =
        client.read().resource(Organization.class).withId(id).ifVersionMatches("999999").throwNotModifiedException().execute();
    same("another version is read", text(found), text(other));
  }

  private void search() {
    HealthcareService s = (HealthcareService) first("HealthcareService", 1).getEntryFirstRep().getResource();
    String id = s.getIdElement().getIdPart();
    String provider = s.getProvidedBy().getReferenceElement().getIdPart();
    finds("HealthcareService", id, new TokenClientParam("_id").exactly().code(id));
    finds("HealthcareService", id, new ReferenceClientParam("organization").hasId("Organization/" + provider));
    finds("HealthcareService", id, new TokenClientParam("active").exactly().code(String.valueOf(s.getActive())));
    if (s.hasName()) {
      finds("HealthcareService", id, new StringClientParam("name").matchesExactly().value(s.getName()));
      finds("HealthcareService", id, new StringClientParam("name").matches().value(s.getName().substring(0, 3)));
    }
    Organization o = identified();
    Identifier identifier = o.getIdentifierFirstRep();
    finds("Organization", o.getIdElement().getIdPart(),
        new TokenClientParam("identifier").exactly().systemAndIdentifier(identifier.getSystem(), identifier.getValue()));
    Bundle none =
        client.search().forResource("Organization").where(new StringClientParam("name").matches().value("xqzjkw")).returnBundle(Bundle.class).execute();
    same("a name that nobody has", 0, none.getEntry().size());
    same("and its total", 0, none.getTotal());
    Bundle recent =
        client.search().forResource("HealthcareService").lastUpdated(new ca.uhn.fhir.rest.param.DateRangeParam(new Date(0), null)).count(1)
            .totalMode(SearchTotalModeEnum.ACCURATE).returnBundle(Bundle.class).execute();
    that("_lastUpdated", recent.getTotal() > 0);
    Bundle future =
        client.search().forResource("HealthcareService")
            .lastUpdated(new ca.uhn.fhir.rest.param.DateRangeParam(new Date(4_000_000_000_000L), null)).returnBundle(Bundle.class).execute();
    same("nothing is of the future", 0, future.getEntry().size());
  }

  private void post() {
    Organization o = identified();
    Identifier identifier = o.getIdentifierFirstRep();
    Bundle found =
        client.search().forResource("Organization")
            .where(new TokenClientParam("identifier").exactly().systemAndIdentifier(identifier.getSystem(), identifier.getValue()))
            .usingStyle(SearchStyleEnum.POST).returnBundle(Bundle.class).execute();
    that("found by POST", ids(found).contains(o.getIdElement().getIdPart()));
  }

  private void include() {
    Bundle with =
        client.search().forResource("Location").include(Location.INCLUDE_ORGANIZATION).count(1).returnBundle(Bundle.class).execute();
    Location location = (Location) with.getEntryFirstRep().getResource();
    same("the match comes first", Bundle.SearchEntryMode.MATCH, with.getEntryFirstRep().getSearch().getMode());
    String owner = location.getManagingOrganization().getReferenceElement().getIdPart();
    that("its organisation is included", with.getEntry().stream().anyMatch(e ->
        e.getSearch().getMode() == Bundle.SearchEntryMode.INCLUDE && e.getResource().getIdElement().getIdPart().equals(owner)));
    Bundle back =
        client.search().forResource("Organization").where(new TokenClientParam("_id").exactly().code(owner))
            .revInclude(Location.INCLUDE_ORGANIZATION).returnBundle(Bundle.class).execute();
    that("its location is included", ids(back).contains(location.getIdElement().getIdPart()));
  }

  private void shapes() {
    Bundle count =
        client.search().forResource("Organization").summaryMode(SummaryEnum.COUNT).returnBundle(Bundle.class).execute();
    that("a total", count.getTotal() > 0);
    same("and no entries", 0, count.getEntry().size());
    Bundle names =
        client.search().forResource("Organization").elementsSubset("name").count(1).returnBundle(Bundle.class).execute();
    Organization o = (Organization) names.getEntryFirstRep().getResource();
    that("the name is there", o.hasName());
    that("the type is not", !o.hasType());
    that("the part is marked as one", o.getMeta().getTag().stream().anyMatch(t -> "SUBSETTED".equals(t.getCode())));
  }

  private void history() {
    Bundle type = client.history().onType(Organization.class).returnBundle(Bundle.class).count(2).execute();
    same("two entries", 2, type.getEntry().size());
    that("meta.lastUpdated, for the next time", type.getMeta().getLastUpdated() != null);
    that("how each came to be", type.getEntry().stream().allMatch(e -> e.hasRequest() && e.hasResponse()));
    that("a next page", type.getLink(Bundle.LINK_NEXT) != null);
    Bundle next = client.loadPage().next(type).execute();
    that("it holds others", !Objects.equals(ids(type), ids(next)));
    Date newest = type.getMeta().getLastUpdated();
    Bundle since = client.history().onType(Organization.class).returnBundle(Bundle.class).since(newest).execute();
    that("since is inclusive", since.getEntry().stream().allMatch(e -> !e.getResource().getMeta().getLastUpdated().before(newest)));
    Resource one = type.getEntryFirstRep().getResource();
    Bundle instance =
        client.history().onInstance("Organization/" + one.getIdElement().getIdPart()).returnBundle(Bundle.class).execute();
    that("the history of one", instance.getEntry().stream()
        .allMatch(e -> e.getResource().getIdElement().getIdPart().equals(one.getIdElement().getIdPart())));
    that("is not empty", !instance.getEntry().isEmpty());
  }

  private void missing() {
    outcome(ResourceNotFoundException.class,
        () -> client.read().resource(Organization.class).withId("00000000-0000-7000-8000-000000000000").execute());
    outcome(ResourceNotFoundException.class, () -> client.read().resource(Organization.class).withId("not-an-id").execute());
    Resource o = first("Organization", 1).getEntryFirstRep().getResource();
    outcome(ResourceNotFoundException.class,
        () -> client.read().resource(Organization.class).withIdAndVersion(o.getIdElement().getIdPart(), "99999").execute());
    outcome(BaseServerResponseException.class,
        () -> client.search().byUrl("Patient?name=x").returnBundle(Bundle.class).execute());
  }

  private void parameter() {
    IGenericClient strict = context.newRestfulGenericClient(base);
    AdditionalRequestHeadersInterceptor prefer = new AdditionalRequestHeadersInterceptor();
    prefer.addHeaderValue("Prefer", "handling=strict");
    strict.registerInterceptor(prefer);
    outcome(InvalidRequestException.class,
        () -> strict.search().byUrl("Organization?colour=red").returnBundle(Bundle.class).execute());
    outcome(InvalidRequestException.class,
        () -> strict.search().byUrl("Organization?_lastUpdated=yesterday").returnBundle(Bundle.class).execute());
    Bundle lenient = client.search().byUrl("Organization?colour=red&_count=1").returnBundle(Bundle.class).execute();
    that("without it the rest is answered", !lenient.getEntry().isEmpty());
    that("and self says what was used", !lenient.getLink(Bundle.LINK_SELF).getUrl().contains("colour"));
  }

  private void write() {
    Organization o = new Organization();
    o.setName("Nergens");
    outcome(AuthenticationException.class, () -> client.create().resource(o).execute());
    String id = first("Organization", 1).getEntryFirstRep().getResource().getIdElement().getIdPart();
    outcome(MethodNotAllowedException.class, () -> client.delete().resourceById("Organization", id).execute());
  }

  private Bundle first(String type, int count) {
    return client.search().forResource(type).count(count).returnBundle(Bundle.class).execute();
  }

  private Organization identified() {
    Bundle page = first("Organization", 100);
    while (true) {
      for (Bundle.BundleEntryComponent e : page.getEntry()) {
        Organization o = (Organization) e.getResource();
        if (o.hasIdentifier() && o.getIdentifierFirstRep().hasValue()) {
          return o;
        }
      }
      page = client.loadPage().next(page).execute();
    }
  }

  private void finds(String type, String id, ICriterion<?> where) {
    Bundle found = client.search().forResource(type).where(where).count(200).returnBundle(Bundle.class).execute();
    while (!ids(found).contains(id) && found.getLink(Bundle.LINK_NEXT) != null) {
      found = client.loadPage().next(found).execute();
    }
    that(type + " by " + found.getLink(Bundle.LINK_SELF).getUrl(), ids(found).contains(id));
  }

  private static List<String> ids(Bundle bundle) {
    List<String> ids = new ArrayList<>();
    bundle.getEntry().forEach(e -> ids.add(e.getResource().getIdElement().getIdPart()));
    return ids;
  }

  private String text(Resource r) {
    return context.newJsonParser().encodeResourceToString(r);
  }

  private void step(String name, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      fail(name + ": " + e);
    }
  }

  private <T extends Exception> void throwsA(Class<T> kind, Callable<?> call) {
    try {
      call.call();
      fail("expected " + kind.getSimpleName());
    } catch (Exception e) {
      that(kind.getSimpleName() + ", not " + e, kind.isInstance(e));
    }
  }

  /** Expects an error that tells in FHIR's own words what is wrong. */
  private void outcome(Class<? extends BaseServerResponseException> kind, Callable<?> call) {
    try {
      call.call();
      fail("expected " + kind.getSimpleName());
    } catch (NonFhirResponseException e) {
      fail("the error is not FHIR: " + e.getMessage());
    } catch (BaseServerResponseException e) {
      IBaseOperationOutcome outcome = e.getOperationOutcome();
      that(kind.getSimpleName() + ", not " + e, kind.isInstance(e));
      that("an OperationOutcome with " + e.getStatusCode(), outcome != null);
    } catch (Exception e) {
      fail(e.toString());
    }
  }

  private void same(String what, Object want, Object got) {
    that(what + ": " + got + ", expected " + want, Objects.equals(want, got));
  }

  private void that(String what, boolean holds) {
    if (holds) {
      passed++;
    } else {
      fail(what);
    }
  }

  private void fail(String what) {
    failed++;
    StackTraceElement[] stack = new Throwable().getStackTrace();
    String step = "";
    for (StackTraceElement e : stack) {
      if (e.getClassName().startsWith(Walk.class.getName()) && !List.of("fail", "that", "same", "outcome", "throwsA", "step", "finds").contains(e.getMethodName())) {
        step = e.getMethodName();
        break;
      }
    }
    System.out.printf("ERROR HAPI client, %s: %s%n", step, what);
  }
}
