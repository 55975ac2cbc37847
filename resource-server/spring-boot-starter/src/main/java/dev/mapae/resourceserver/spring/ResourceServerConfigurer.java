package dev.mapae.resourceserver.spring;

import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.servlet.AuthenticationFilter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.context.ApplicationContext;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.annotation.web.configurers.ExceptionHandlingConfigurer;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandlerImpl;
import org.springframework.security.web.authentication.Http403ForbiddenEntryPoint;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;

/// Lets a security filter chain of the application take access tokens.
///
/// ```java
/// http.with(ResourceServerConfigurer.of(api), withDefaults())
///     .authorizeHttpRequests(r -> r.requestMatchers("/open").permitAll().anyRequest().authenticated())
///     .build();
/// ```
///
/// A request with a token that is no good is refused, whatever the rules, and comes to no entry
/// point: `of(api, refused)` alone changes how that is answered. One without a token is refused
/// where the rules ask for somebody. Both have the challenges of the library, and so has a 403.
/// Where people sign in at a page of the same chain (`formLogin`, `oauth2Login`), a browser that
/// goes to a page is led there, in whatever order the chain says these.
///
/// An entry point or an access-denied handler that the application gives its chain takes the place
/// of ours, for requests without a token and for a 403, and so does one for some requests
/// (`defaultAuthenticationEntryPointFor`) that the chain names before this. `of(api, refused)`
/// keeps the challenges and changes the body.
///
/// A chain takes the tokens of one API: one that names a second configurer does not start.
public final class ResourceServerConfigurer
    extends AbstractHttpConfigurer<ResourceServerConfigurer, HttpSecurity> {
  private final ResourceServer api;
  private final Refusals refusals;

  /// That the chain did not drop this again (`disable()`).
  private boolean kept;

  private ResourceServerConfigurer(ResourceServer api, AuthenticationFilter.Refused refused) {
    this.api = api;
    this.refusals = new Refusals(api, refused);
  }

  /// A configurer for one chain, whose refusals are answered with
  /// [dev.mapae.resourceserver.Refusal#problem()].
  ///
  /// @param api a bean, whose metadata the application publishes then, whatever its chains; one
  ///   with metadata that is no bean stops the start, since its challenges would point to nothing
  public static ResourceServerConfigurer of(ResourceServer api) {
    return of(api, Refusals::answerProblem);
  }

  /// The same for an application whose errors have a shape of their own.
  ///
  /// The chain permits `DispatcherType.ERROR` where it should not refuse the page of an error as
  /// well: of one that came before the token was looked at, or that `refused` sends (`sendError`).
  ///
  /// @param refused answers what was refused; status and headers are set already
  public static ResourceServerConfigurer of(
      ResourceServer api, AuthenticationFilter.Refused refused) {
    return new ResourceServerConfigurer(api, refused);
  }

  /// As soon as the chain names this: what [#init(HttpSecurity)] adds comes after the entry points
  /// of whatever was named before, and the first that fits answers.
  ///
  /// @throws IllegalStateException for a second one in the same chain
  @Override
  public void setBuilder(HttpSecurity http) {
    if (http.getConfigurer(ResourceServerConfigurer.class) != null) {
      throw new IllegalStateException(
          "A chain names ResourceServerConfigurer twice, and takes the tokens of one ResourceServer:"
              + " give the paths of another one a chain of their own (securityMatcher).");
    }
    super.setBuilder(http);
    http.exceptionHandling(this::refuseByTheLibrary);
  }

  @Override
  @SuppressWarnings("unchecked") // what Spring knows a configurer by is its raw class
  public void init(HttpSecurity http) {
    kept = true;
    if (api.metadata().isPresent() && !isBean(http.getSharedObject(ApplicationContext.class))) {
      throw new IllegalStateException(
          "The ResourceServer of "
              + api.metadata().get().resource()
              + " is no bean, so nobody would publish the metadata that its challenges point to;"
              + " answer it from a @Bean method, and hand that bean to ResourceServerConfigurer.of.");
    }
    // What has a token in a header was not sent by a browser on its own.
    CsrfConfigurer<?> csrf = http.getConfigurer(CsrfConfigurer.class);
    if (csrf != null) {
      csrf.ignoringRequestMatchers(TokenFilter::hasToken);
    }
  }

  private boolean isBean(ApplicationContext beans) {
    return beans.getBeanProvider(ResourceServer.class).stream().anyMatch(bean -> bean == api);
  }

  /// As defaults: what the application says itself comes first, and other ways to sign in have
  /// their own beside these.
  private void refuseByTheLibrary(ExceptionHandlingConfigurer<HttpSecurity> handling) {
    handling
        .defaultAuthenticationEntryPointFor(this::commence, this::isOurs)
        .defaultAccessDeniedHandlerFor(refusals, this::isOurs)
        // With ours alone, Spring would ask it in every case. This one is for no case, so that
        // those of others stay what they are.
        .defaultAccessDeniedHandlerFor(new AccessDeniedHandlerImpl(), request -> false);
  }

  private boolean isOurs(HttpServletRequest request) {
    return kept && TokenFilter.isOfClient(request);
  }

  /// Spring asks the first entry point of a chain also where none fits.
  private void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException problem)
      throws IOException, ServletException {
    AuthenticationEntryPoint answering = kept ? refusals : new Http403ForbiddenEntryPoint();
    answering.commence(request, response, problem);
  }

  @Override
  public void configure(HttpSecurity http) {
    http.addFilterBefore(new TokenFilter(api, refusals), BasicAuthenticationFilter.class);
  }
}
