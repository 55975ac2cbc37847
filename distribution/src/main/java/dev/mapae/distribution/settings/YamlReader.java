package dev.mapae.distribution.settings;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads YAML into a tree with lines, and puts environment variables in. Anchors, aliases and tags
/// are refused, so that the tree is as large as the file and what stands in a line is what it says.
final class YamlReader {
  private static final int MAX_DEPTH = 20;
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}?");
  private static final Pattern VARIABLE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final Map<String, String> environment;
  private final Mistakes mistakes;

  YamlReader(Map<String, String> environment, Mistakes mistakes) {
    this.environment = environment;
    this.mistakes = mistakes;
  }

  /// Reads a document.
  ///
  /// @return empty when it is no mapping or cannot be read at all, which is then a mistake
  Optional<Yaml.Mapping> read(String text) {
    try {
      Iterator<Event> events =
          new Parse(LoadSettings.builder().setUseMarks(true).build()).parseString(text).iterator();
      while (events.hasNext()) {
        Event event = events.next();
        if (event instanceof MappingStartEvent start) {
          return Optional.of(mapping(start, events, 1)).filter(m -> isTheOnlyDocument(events));
        }
        if (event instanceof NodeEvent other) {
          mistakes.add(line(other), "the file has to be a mapping; begin with 'issuer: https://…'");
          return Optional.empty();
        }
      }
      mistakes.add(1, "the file is empty; begin with 'issuer: https://…'");
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().or(e::getContextMark).map(Mark::getLine).orElse(0) + 1;
      mistakes.add(line, "this is no YAML: " + e.getProblem() + "; mend the syntax");
    } catch (YamlEngineException e) {
      mistakes.add(1, "this is no YAML: a character that may not be in it; save the file as UTF-8");
    } catch (TooDeep e) {
      mistakes.add(e.line, "nested more than " + MAX_DEPTH + " levels deep; flatten it");
    }
    return Optional.empty();
  }

  private boolean isTheOnlyDocument(Iterator<Event> events) {
    while (events.hasNext()) {
      if (events.next() instanceof NodeEvent second) {
        mistakes.add(line(second), "a second document begins here; keep one, without '---'");
        return false;
      }
    }
    return true;
  }

  private Yaml.Mapping mapping(MappingStartEvent start, Iterator<Event> events, int depth) {
    Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
    while (true) {
      Event event = events.next();
      if (event instanceof CollectionEndEvent) {
        return new Yaml.Mapping(line(start), entries);
      }
      Yaml key = node(event, events, depth);
      Yaml value = node(events.next(), events, depth);
      if (!(key instanceof Yaml.Scalar name)) {
        mistakes.add(key.line(), "a key has to be a single word");
        continue;
      }
      Yaml.Entry earlier = entries.putIfAbsent(name.value(), new Yaml.Entry(key.line(), value));
      if (earlier != null) {
        mistakes.add(
            key.line(),
            "'%s' is given twice, first in line %d; keep one"
                .formatted(name.value(), earlier.line()));
      }
    }
  }

  private Yaml.Sequence sequence(SequenceStartEvent start, Iterator<Event> events, int depth) {
    List<Yaml> items = new ArrayList<>();
    while (true) {
      Event event = events.next();
      if (event instanceof CollectionEndEvent) {
        return new Yaml.Sequence(line(start), items);
      }
      items.add(node(event, events, depth));
    }
  }

  private Yaml node(Event event, Iterator<Event> events, int depth) {
    int line = line(event);
    if (depth > MAX_DEPTH) {
      throw new TooDeep(line);
    }
    if (event instanceof AliasEvent alias) {
      mistakes.add(line, "'*" + alias.getAlias() + "' is an alias; write the value out");
      return new Yaml.Scalar(line, "", false);
    }
    if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
      mistakes.add(line, "'&" + node.getAnchor().get() + "' is an anchor; leave it out");
    }
    if (event instanceof MappingStartEvent start) {
      return mapping(start, events, depth + 1);
    }
    if (event instanceof SequenceStartEvent start) {
      return sequence(start, events, depth + 1);
    }
    if (event instanceof ScalarEvent scalar) {
      return scalar(scalar, line);
    }
    throw new IllegalStateException("no node: " + event);
  }

  private Yaml.Scalar scalar(ScalarEvent event, int line) {
    event
        .getTag()
        .filter(tag -> !tag.equals("!"))
        .ifPresent(tag -> mistakes.add(line, "'" + tag + "' is a tag; leave it out"));
    String value = event.getValue();
    if (!value.contains("${")) {
      return new Yaml.Scalar(line, value, event.isPlain());
    }
    Matcher variables = VARIABLE.matcher(value);
    String filled =
        variables.replaceAll(
            found -> Matcher.quoteReplacement(variable(found.group(), found.group(1), line)));
    return new Yaml.Scalar(line, filled, false);
  }

  private String variable(String whole, String name, int line) {
    if (!whole.endsWith("}") || !VARIABLE_NAME.matcher(name).matches()) {
      mistakes.add(
          line, "'${' begins the name of an environment variable and ends with '}': ${NAME}");
      return "";
    }
    String value = environment.get(name);
    if (value == null) {
      mistakes.add(line, "the environment variable " + name + " is not set; set it");
      return "";
    }
    return value;
  }

  private static int line(Event event) {
    return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  private static final class TooDeep extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int line;

    TooDeep(int line) {
      super(null, null, false, false);
      this.line = line;
    }
  }
}
