package dev.mapae.resourceserver.spring;

import dev.mapae.resourceserver.ResourceServerSettings;

/// What an application says of its API beside the properties, as a bean. Several are asked in the
/// order of Spring (`@Order`).
///
/// ```java
/// @Bean
/// ResourceServerCustomizer boundTokens() {
///   return settings -> settings.requireBoundTokens().realm("Music");
/// }
/// ```
///
/// An application that has a bean of [ResourceServerSettings], or makes its
/// [dev.mapae.resourceserver.ResourceServer] of other settings than the starter's, does not start
/// with one of these, which would not be asked: it says the same where it makes that bean.
@FunctionalInterface
public interface ResourceServerCustomizer {
  /// Answers the settings that the application wants.
  ///
  /// @param settings as the properties say them, and the customizers before this one
  ResourceServerSettings customize(ResourceServerSettings settings);
}
