package nl.eerstelijn.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The kinds of warning that are known and explained. A kind is an element and a message, without what differs
 * from one resource to the next: indexes, quoted text, addresses and numbers. A kind of 'any' element is one
 * for all.
 */
final class Warnings {
  private static final Pattern UNKNOWN = Pattern.compile("^(CodeSystem is unknown|Profile reference|Invalid profile)");
  private static final String OUTSIDE = "None of the codings provided are in the value set '";
  private static final Pattern QUOTED = Pattern.compile("(?<!\\w)'[^']*'|\"[^\"]*\"|‘[^’]*’");
  private static final Pattern ADDRESS = Pattern.compile("(https?://|urn:)[^\\s)\\]},;']+");
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  // A resource in a bundle: Bundle.entry[0].resource/*Organization/id*/.type[0].
  private static final Pattern WITHIN = Pattern.compile("^.*/\\*([A-Za-z]+)/.*?\\*/");
  private static final Pattern INDEX = Pattern.compile("\\[\\d+]|\\.ofType\\([A-Za-z0-9]+\\)");

  private final Map<String, String> reasons;
  private final Map<String, Integer> counts = new TreeMap<>();
  private final Map<String, String> examples = new TreeMap<>();

  private Warnings(Map<String, String> reasons) {
    this.reasons = reasons;
  }

  /** Reads the file: a line for each kind, below it, indented, why it is there. '#' begins a comment. */
  static Warnings read(Path path) throws IOException {
    Map<String, String> reasons = new LinkedHashMap<>();
    String kind = null;
    int number = 0;
    for (String line : Files.readAllLines(path)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (!line.startsWith(" ")) {
        kind = line.strip();
        if (reasons.put(kind, "") != null) {
          throw new IOException(path + ":" + number + ": this kind is there twice");
        }
      } else if (kind == null) {
        throw new IOException(path + ":" + number + ": a reason without a kind");
      } else {
        reasons.merge(kind, line.strip() + " ", String::concat);
      }
    }
    for (Map.Entry<String, String> e : reasons.entrySet()) {
      if (e.getValue().isBlank()) {
        throw new IOException(path + ": no reason is given for: " + e.getKey());
      }
    }
    return new Warnings(reasons);
  }

  static String kind(String message) {
    if (UNKNOWN.matcher(message).find()) {
      return message.split(" for '")[0]; // which one it is, is what matters
    }
    if (message.startsWith(OUTSIDE)) {
      return message.substring(0, message.indexOf(')') + 1);
    }
    String s = QUOTED.matcher(message.replace('\n', ' ')).replaceAll("'…'");
    s = ADDRESS.matcher(s).replaceAll("…");
    s = NUMBER.matcher(s).replaceAll("#").replaceAll("…(, …)+", "…");
    return s.strip();
  }

  static String element(String location) {
    return INDEX.matcher(WITHIN.matcher(location).replaceFirst("$1")).replaceAll("");
  }

  void found(String location, String message, String from) {
    String kind = element(location) + ": " + kind(message);
    if (!reasons.containsKey(kind) && reasons.containsKey("any: " + kind(message))) {
      kind = "any: " + kind(message);
    }
    counts.merge(kind, 1, Integer::sum);
    examples.putIfAbsent(kind, from + " " + location + ": " + message);
  }

  /** Says what was found; true when all of it is known, and all that is known was found. */
  boolean report() {
    boolean ok = true;
    for (Map.Entry<String, Integer> e : counts.entrySet()) {
      boolean known = reasons.containsKey(e.getKey());
      ok &= known;
      System.out.printf("%s ×%d %s%n", known ? "known warning" : "NEW WARNING", e.getValue(), e.getKey());
      if (!known) {
        System.out.println("    at " + examples.get(e.getKey()));
      }
    }
    for (String kind : reasons.keySet()) {
      if (!counts.containsKey(kind)) {
        ok = false;
        System.out.println("GONE: a warning that is explained but no longer given: " + kind);
      }
    }
    return ok;
  }

  /** How often each kind of hint was given; hints are told of and not judged. */
  static final class Counts {
    private final Map<String, Integer> byKind = new TreeMap<>();

    void add(String message) {
      byKind.merge(kind(message), 1, Integer::sum);
    }

    @Override
    public String toString() {
      StringBuilder s = new StringBuilder();
      int all = 0;
      for (Map.Entry<String, Integer> e : byKind.entrySet()) {
        all += e.getValue();
        s.append("\n  hint ×").append(e.getValue()).append(' ').append(e.getKey());
      }
      return all + " hints" + s;
    }
  }
}
