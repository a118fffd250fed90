package nl.eerstelijn.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Fetches all that a face has, page by page, with no FHIR library between. */
final class Fetch {
  private static final int PAGE = 100;
  private static final int MANY = 2000; // pages of one list: more is a circle

  private final String base;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final ObjectMapper json = new ObjectMapper();
  private final List<Answer> answers = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();

  Fetch(String base) {
    this.base = base;
  }

  /** Gives the capability statement, and what search and history answer for every type it names. */
  List<Answer> everything() throws IOException, InterruptedException {
    String metadata = get(base + "/metadata");
    answers.add(new Answer("/metadata", metadata));
    Map<String, Set<String>> types = types(json.readTree(metadata));
    if (types.isEmpty()) {
      problems.add("/metadata names no types");
    }
    for (Map.Entry<String, Set<String>> type : types.entrySet()) {
      String name = type.getKey();
      if (type.getValue().contains("update") && !type.getValue().contains("history-type")) {
        continue; // about people's work: it is for who is signed in
      }
      Set<String> found = Set.of();
      if (type.getValue().contains("search-type")) {
        found = list(name, base + "/" + name + "?_count=" + PAGE, "searchset");
      }
      if (type.getValue().contains("history-type")) {
        Set<String> versions = list(name, base + "/" + name + "/_history?_count=" + PAGE, "history");
        for (String key : found) {
          if (!versions.contains(key)) {
            problems.add("the history lacks " + key + ", which a search finds");
          }
        }
      }
    }
    if (json.readTree(metadata).at("/rest/0/interaction").findValuesAsText("code").contains("history-system")) {
      list("", base + "/_history?_count=" + PAGE, "history");
    }
    answers.add(new Answer("/Organization?colour=red", get(base + "/Organization?colour=red&_count=1")));
    refused(404, "/Organization/nobody");
    refused(404, "/Organization/nobody/_history/1");
    refused(404, "/Starship");
    refused(404, "/");
    refused(400, "/Organization?_lastUpdated=yesterday");
    refused(400, "/Organization?_count=many");
    refused(400, "/Organization/_history?_since=yesterday");
    refused(406, "/Organization?_format=xml");
    return answers;
  }

  /** Asks for what cannot be had: the refusal is a resource too, and is judged with the others. */
  private void refused(int status, String path) throws IOException, InterruptedException {
    HttpResponse<String> response = send(base + path);
    if (response.statusCode() != status) {
      problems.add(path + " answers " + response.statusCode() + ", expected " + status);
    }
    if (!response.body().startsWith("{\"resourceType\":\"OperationOutcome\"")) {
      problems.add(path + " is refused without an OperationOutcome");
    } else {
      answers.add(new Answer(path, response.body()));
    }
  }

  /** Says how much was read and what was wrong with the pages; true when nothing was. */
  boolean report() {
    System.out.println("read: " + counts);
    problems.stream().limit(50).forEach(p -> System.out.println("ERROR " + p));
    return problems.isEmpty();
  }

  private static Map<String, Set<String>> types(JsonNode metadata) {
    Map<String, Set<String>> types = new LinkedHashMap<>();
    for (JsonNode resource : metadata.at("/rest/0/resource")) {
      types.put(
          resource.path("type").asText(),
          new HashSet<>(resource.path("interaction").findValuesAsText("code")));
    }
    return types;
  }

  /** Walks a list to its end and gives Type/id/version of all that is in it. */
  private Set<String> list(String type, String first, String kind) throws IOException, InterruptedException {
    Set<String> keys = new HashSet<>();
    int total = -1;
    int page = 0;
    for (String url = first; url != null; page++) {
      if (page == MANY) {
        problems.add(first + " does not end after " + MANY + " pages");
        break;
      }
      String text = get(url);
      JsonNode bundle = json.readTree(text);
      answers.add(new Answer(url.substring(base.length()), text));
      if (!bundle.path("type").asText().equals(kind)) {
        problems.add(url + " is a " + bundle.path("type") + ", not a " + kind);
      }
      if (bundle.has("total")) {
        total = bundle.get("total").asInt();
      }
      for (JsonNode entry : bundle.path("entry")) {
        JsonNode resource = entry.path("resource");
        if (resource.isMissingNode()) {
          continue; // what was deleted
        }
        String key = key(resource);
        if (!keys.add(key)) {
          problems.add(first + " has " + key + " twice");
        }
        if (seen.add(key)) {
          counts.merge(resource.path("resourceType").asText(), 1, Integer::sum);
        }
      }
      url = link(bundle, "next");
    }
    if (total >= 0 && total != keys.size()) {
      problems.add(first + " says total " + total + " and has " + keys.size());
    }
    return keys;
  }

  private static String key(JsonNode resource) {
    return resource.path("resourceType").asText()
        + "/" + resource.path("id").asText()
        + "/" + resource.at("/meta/versionId").asText();
  }

  private static String link(JsonNode bundle, String relation) {
    for (JsonNode link : bundle.path("link")) {
      if (link.path("relation").asText().equals(relation)) {
        return link.path("url").asText();
      }
    }
    return null;
  }

  private String get(String url) throws IOException, InterruptedException {
    HttpResponse<String> response = send(url);
    if (response.statusCode() != 200) {
      throw new IOException(url + " answers " + response.statusCode() + ": " + response.body());
    }
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (!type.startsWith("application/fhir+json")) {
      problems.add(url + " is of type " + type);
    }
    return response.body();
  }

  private HttpResponse<String> send(String url) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Accept", "application/fhir+json")
            .timeout(Duration.ofSeconds(60))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
