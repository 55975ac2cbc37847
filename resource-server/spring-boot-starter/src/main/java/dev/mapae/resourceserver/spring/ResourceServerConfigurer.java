package dev.mapae.resourceserver.spring;

import dev.mapae.resourceserver.ResourceServer;
import org.springframework.context.ApplicationContext;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.annotation.web.configurers.ExceptionHandlingConfigurer;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;

/// Lets a security filter chain of the application take access tokens.
///
/// ```java
/// http.with(ResourceServerConfigurer.of(api), withDefaults())
///     .authorizeHttpRequests(r -> r.requestMatchers("/open").permitAll().anyRequest().authenticated())
///     .build();
/// ```
///
/// A request with a token that is no good is refused, whatever the rules; one without a token is
/// refused where the rules ask for somebody. Both have the challenges of the library, and so has a
/// 403.
public final class ResourceServerConfigurer
    extends AbstractHttpConfigurer<ResourceServerConfigurer, HttpSecurity> {
  private final ResourceServer api;

  private ResourceServerConfigurer(ResourceServer api) {
    this.api = api;
  }

  /// A configurer for one chain.
  ///
  /// @param api a bean, whose metadata the application publishes then, whatever its chains; one
  ///   with metadata that is no bean stops the start, since its challenges would point to nothing
  public static ResourceServerConfigurer of(ResourceServer api) {
    return new ResourceServerConfigurer(api);
  }

  @Override
  @SuppressWarnings("unchecked") // what Spring knows a configurer by is its raw class
  public void init(HttpSecurity http) {
    if (api.metadata().isPresent() && !isBean(http.getSharedObject(ApplicationContext.class))) {
      throw new IllegalStateException(
          "The ResourceServer of "
              + api.metadata().get().resource()
              + " is no bean, so nobody would publish the metadata that its challenges point to;"
              + " answer it from a @Bean method, and hand that bean to ResourceServerConfigurer.of.");
    }
    http.exceptionHandling(this::refuseByTheLibrary);
    // What has a token in a header was not sent by a browser on its own.
    CsrfConfigurer<?> csrf = http.getConfigurer(CsrfConfigurer.class);
    if (csrf != null) {
      csrf.ignoringRequestMatchers(TokenFilter::hasToken);
    }
  }

  private boolean isBean(ApplicationContext beans) {
    return beans.getBeanProvider(ResourceServer.class).stream().anyMatch(bean -> bean == api);
  }

  private void refuseByTheLibrary(ExceptionHandlingConfigurer<HttpSecurity> handling) {
    Refusals refusals = new Refusals(api);
    handling.authenticationEntryPoint(refusals).accessDeniedHandler(refusals);
  }

  @Override
  public void configure(HttpSecurity http) {
    http.addFilterBefore(new TokenFilter(api), BasicAuthenticationFilter.class);
  }
}
