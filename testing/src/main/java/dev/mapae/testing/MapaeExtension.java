package dev.mapae.testing;

import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/// Starts a server before the first test of a class, stops it after the last, and hands it to
/// whoever has a parameter of type [Mapae]. Nested classes share the one of the class around them.
///
/// ```java
/// @RegisterExtension
/// static final MapaeExtension SERVER =
///     MapaeExtension.with(Setup.empty().person("alice").resource("https://api.example.com/", "read"));
/// ```
public final class MapaeExtension implements BeforeAllCallback, ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(MapaeExtension.class);

  private final Optional<Setup> setup;

  /// For [MapaeTest], which says what the server knows.
  public MapaeExtension() {
    this(Optional.empty());
  }

  private MapaeExtension(Optional<Setup> setup) {
    this.setup = setup;
  }

  /// For a static field with `@RegisterExtension`.
  public static MapaeExtension with(Setup setup) {
    return new MapaeExtension(Optional.of(setup));
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    server(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Mapae.class;
  }

  @Override
  public Mapae resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return server(context);
  }

  /// JUnit closes it together with the context that it was started in.
  private Mapae server(ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .computeIfAbsent(Mapae.class, key -> Mapae.start(wanted(context)), Mapae.class);
  }

  private Setup wanted(ExtensionContext context) {
    return setup.orElseGet(() ->
        AnnotationSupport.findAnnotation(context.getTestClass(), MapaeTest.class)
            .map(test -> Setup.yaml(test.value()))
            .orElse(Setup.empty()));
  }
}
