package dev.mapae.testing;

import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/// Starts a server before the first test of a class, stops it after the last, and hands it to
/// whoever has a parameter of type [Mapae]. Nested classes share the one of the class around them,
/// unless their own `@MapaeTest` says something else. JUnit 6.
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
    Optional<MapaeTest> test =
        AnnotationSupport.findAnnotation(
            context.getRequiredTestClass(), MapaeTest.class, context.getEnclosingTestClasses());
    Setup wanted = setup.or(() -> test.map(t -> Setup.yaml(t.value()))).orElse(Setup.empty());
    // A nested class finds the server of the class around it by the same key, or has another one.
    Object key = setup.isEmpty() && test.isPresent() ? test.get() : this;
    return context
        .getStore(NAMESPACE)
        .computeIfAbsent(key, started -> Mapae.start(wanted), Mapae.class);
  }
}
