package dev.mapae.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// A class of tests that has a server, the same one for all of them. Its methods and its
/// constructor may take it as a parameter of type [Mapae].
///
/// A setup in Java takes [MapaeExtension#with] in its place.
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(MapaeExtension.class)
public @interface MapaeTest {
  /// What the server knows, as for [Setup#yaml]: YAML, its keys at the beginning of their lines.
  String value() default "";
}
