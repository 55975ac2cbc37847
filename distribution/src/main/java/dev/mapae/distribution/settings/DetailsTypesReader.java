package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.details.JsonSchema;
import dev.mapae.authorizationserver.details.SchemaKeywords;
import dev.mapae.authorizationserver.interaction.DetailDescription;
import dev.mapae.authorizationserver.store.AuthorizationDetailsType;
import dev.mapae.protocol.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads `authorization_details_types` of a resource. RFC 9396 §2.1, §11.3.
final class DetailsTypesReader {
  /// So that it is easily copied without being mistaken. RFC 9396 §2.1.
  private static final Pattern NAME = Pattern.compile("[\\x21-\\x7E&&[^\"\\\\]]{1,200}");

  private final Secrets files;

  DetailsTypesReader(Secrets files) {
    this.files = files;
  }

  List<AuthorizationDetailsType> read(Section types) {
    List<AuthorizationDetailsType> declared = new ArrayList<>();
    for (String name : types.keys()) {
      if (!NAME.matcher(name).matches()) {
        types.mistake(
            name,
            "'%s' cannot be a type of authorization details here; use up to 200 ASCII characters without spaces, '\"' and '\\'"
                .formatted(name));
      }
      types.section(name).map(section -> type(name, section)).ifPresent(declared::add);
    }
    return declared;
  }

  private AuthorizationDetailsType type(String name, Section section) {
    Map<String, String> descriptions = new LinkedHashMap<>();
    Map<String, String> localized = section.localized("description");
    localized.forEach((key, text) -> descriptions.put(ResourceReader.language(key), text));
    Set<String> roles = new LinkedHashSet<>();
    section.list("roles").forEach(role -> roles.add(role.value()));
    boolean remembered = section.flag("remember", false);
    String schema = section.entry("schema").map(e -> schema(e.value(), section)).orElse("{}");
    section.noMore();
    var type = new AuthorizationDetailsType(name, descriptions, roles, remembered, schema);
    localized.forEach((key, text) -> check(section, key, text, type));
    return type;
  }

  /// The schema as JSON.
  private String schema(Yaml value, Section section) {
    Optional<Map<String, Object>> schema =
        value instanceof Yaml.Scalar scalar
            ? inFile(scalar, section)
            : SchemaKeywords.object(value.json());
    if (!(value instanceof Yaml.Scalar) && schema.isEmpty()) {
      section.mistake("schema", "'schema' takes a JSON Schema, or file:PATH of one; give one");
    }
    schema
        .flatMap(SchemaKeywords::mistake)
        .ifPresent(mistake -> section.mistake("schema", "in 'schema' " + mistake));
    return schema.map(Json::write).orElse("{}");
  }

  private Optional<Map<String, Object>> inFile(Yaml.Scalar scalar, Section section) {
    if (!scalar.value().startsWith("file:")) {
      section.mistake("schema", "'schema' takes a JSON Schema, or file:PATH of one; give one");
      return Optional.empty();
    }
    Optional<String> content = files.read("schema", scalar);
    Optional<Map<String, Object>> schema = content.flatMap(Json::parseObject);
    if (content.isPresent() && schema.isEmpty()) {
      section.mistake("schema", "'schema' is in a file that is no JSON object; mend that file");
    }
    if (schema.filter(DetailsTypesReader::hasNull).isPresent()) {
      section.mistake("schema", "'schema' has a null, which no detail can be; remove it");
      return Optional.empty();
    }
    return schema;
  }

  private static boolean hasNull(@Nullable Object value) {
    return switch (value) {
      case null -> true;
      case Map<?, ?> object -> object.values().stream().anyMatch(DetailsTypesReader::hasNull);
      case List<?> list -> list.stream().anyMatch(DetailsTypesReader::hasNull);
      case Object other -> false;
    };
  }

  private static void check(
      Section section, String key, String text, AuthorizationDetailsType type) {
    Optional<DetailDescription> description = DetailDescription.parse(text);
    if (description.isEmpty()) {
      section.mistake(
          key, "'%s' has a brace that belongs to no {member}; remove it".formatted(key));
      return;
    }
    JsonSchema schema = JsonSchema.ofType(type);
    description.get().paths().stream()
        .filter(path -> !schema.knows(path))
        .forEach(path ->
            section.mistake(
                key,
                "'%s' has {%s}, which 'schema' does not know; add it to its 'properties', or correct the name"
                    .formatted(key, String.join(".", path))));
    description.get().paths().stream()
        .filter(schema::leadsIntoItems)
        .forEach(path ->
            section.mistake(
                key,
                "'%s' has {%s}, which is in the items of an array, so that nobody sees what belongs to which; leave it out, and each item is shown below the words"
                    .formatted(key, String.join(".", path))));
  }
}
