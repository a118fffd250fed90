package nl.eerstelijn.conformance;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code Main WARNINGS CODES BASE [FOLDER…]} validates all that a face answers and the JSON files of the folders,
 * and walks the face with HAPI's client. A BASE of '-' is none: the files alone.
 */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    if (args.length < 3) {
      System.err.println("usage: Main WARNINGS CODES BASE|- [FOLDER…]");
      System.exit(2);
    }
    FhirContext context = FhirContext.forR4();
    Warnings warnings = Warnings.read(Path.of(args[0]));
    List<Answer> answers = new ArrayList<>();
    for (String folder : Arrays.asList(args).subList(3, args.length)) {
      answers.addAll(files(Path.of(folder)));
    }
    boolean ok = true;
    if (!args[2].equals("-")) {
      Fetch fetch = new Fetch(args[2]);
      answers.addAll(fetch.everything());
      ok = fetch.report();
    }
    ok &= new Judge(context, Codes.read(Path.of(args[1])), answers).judge(answers, warnings);
    if (!args[2].equals("-")) {
      ok &= new Walk(context, args[2]).walk();
    }
    System.exit(ok ? 0 : 1);
  }

  private static List<Answer> files(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(p -> p.toString().endsWith(".json")).sorted().map(Main::file).toList();
    }
  }

  private static Answer file(Path path) {
    try {
      return new Answer(path.toString(), Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
