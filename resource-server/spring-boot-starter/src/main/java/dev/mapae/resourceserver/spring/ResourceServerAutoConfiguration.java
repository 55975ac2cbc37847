package dev.mapae.resourceserver.spring;

import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.ResourceServerSettings;
import dev.mapae.resourceserver.TrustedIssuer;
import jakarta.servlet.DispatcherType;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.ProviderNotFoundException;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;

/// Protects a Spring Boot application: every request needs a token. Each bean but the metadata
/// gives way to one of the application. Beans that customize what nobody uses stop the start.
@AutoConfiguration(
    before = {ServletWebSecurityAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(ResourceServerProperties.class)
public class ResourceServerAutoConfiguration {
  /// What the properties say and the application adds, with metadata where the audience is a URL
  /// that has a place for them. An application whose API is made of something else needs no
  /// properties.
  ///
  /// @throws IllegalArgumentException for an audience that is a URL with a fragment
  @Bean
  @ConditionalOnMissingBean
  @Lazy
  ResourceServerSettings resourceServerSettings(
      ResourceServerProperties properties,
      ObjectProvider<TrustedIssuerCustomizer> ofIssuer,
      ObjectProvider<ResourceServerCustomizer> ofApi) {
    TrustedIssuer issuer = properties.trustedIssuer();
    for (TrustedIssuerCustomizer more : ofIssuer.orderedStream().toList()) {
      issuer = more.customize(issuer);
    }
    ResourceServerSettings settings = ResourceServerSettings.of(issuer);
    for (ResourceServerCustomizer more : ofApi.orderedStream().toList()) {
      settings = more.customize(settings);
    }
    return settings.describedIfLocated();
  }

  /// Its class is read before the beans of the class around it, so that it knows the application's.
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBean(ResourceServerSettings.class)
  @Lazy(false)
  static class OwnSettings {
    OwnSettings(ListableBeanFactory beans) {
      List<String> customizers = customizers(beans);
      if (!customizers.isEmpty()) {
        throw unused(
            customizers,
            "The application has a bean of ResourceServerSettings",
            "where that bean is made");
      }
    }
  }

  /// The same for APIs that the application makes itself, of other settings than ours.
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBean(ResourceServer.class)
  @Lazy(false)
  static class OwnServer {
    OwnServer(ConfigurableListableBeanFactory beans) {
      List<String> customizers = customizers(beans);
      if (!customizers.isEmpty() && !usesOurSettings(beans)) {
        throw unused(
            customizers,
            "The application has a bean of ResourceServer that is not made of the"
                + " ResourceServerSettings of the starter",
            "where that bean is made (or make it of these settings, and keep the customizers)");
      }
    }

    /// Our settings are made when an API asks for them first.
    private static boolean usesOurSettings(ConfigurableListableBeanFactory beans) {
      beans.getBeanProvider(ResourceServer.class).stream().forEach(made -> {});
      return beans.containsSingleton("resourceServerSettings");
    }
  }

  private static List<String> customizers(ListableBeanFactory beans) {
    return Stream.of(TrustedIssuerCustomizer.class, ResourceServerCustomizer.class)
        .flatMap(kind -> Stream.of(beans.getBeanNamesForType(kind)))
        .toList();
  }

  private static IllegalStateException unused(List<String> customizers, String own, String place) {
    return new IllegalStateException(
        own
            + ", so nothing that is customized would be used: say what "
            + String.join(", ", customizers)
            + " says "
            + place
            + ", and remove the customizers; or remove that bean and set"
            + " mapae.resource-server.issuer and mapae.resource-server.audience.");
  }

  /// What accepts and refuses.
  @Bean
  @ConditionalOnMissingBean
  ResourceServer resourceServer(ResourceServerSettings settings) {
    return ResourceServer.of(settings);
  }

  /// What the APIs of the application tell clients about themselves, in front of every chain.
  @Bean
  FilterRegistrationBean<MetadataFilter> resourceServerMetadata(ApplicationContext beans) {
    // All that ResourceServerConfigurer knows: a provider that is injected leaves some out.
    FilterRegistrationBean<MetadataFilter> filter =
        new FilterRegistrationBean<>(
            new MetadataFilter(beans.getBeanProvider(ResourceServer.class).orderedStream()));
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return filter;
  }

  /// Every request needs a token, and nothing is kept in a session. Without a cookie that browsers
  /// send by themselves there is nothing that CSRF protection could protect. The page of an error
  /// is no request: one that comes before a token was looked at, such as 400 or 429, is no reason
  /// to ask for one (RFC 6750 §3.1).
  @Bean
  @ConditionalOnMissingBean
  SecurityFilterChain resourceServerSecurity(HttpSecurity http, ResourceServer api)
      throws Exception {
    return http.with(ResourceServerConfigurer.of(api), Customizer.withDefaults())
        .csrf(csrf -> csrf.disable())
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .authorizeHttpRequests(requests ->
            requests
                .dispatcherTypeMatchers(DispatcherType.ERROR)
                .permitAll()
                .anyRequest()
                .authenticated())
        .build();
  }

  /// Nobody signs in here by a password, so Spring Boot need not make one up. Spring Security asks
  /// it too where a provider of a chain refused somebody, and what it throws would hide why, but
  /// for this.
  @Bean
  @ConditionalOnMissingBean({
    AuthenticationManager.class,
    AuthenticationProvider.class,
    UserDetailsService.class
  })
  AuthenticationManager noPasswords() {
    return authentication -> {
      throw new ProviderNotFoundException("Nobody signs in here; requests have tokens.");
    };
  }

  /// `@PreAuthorize` that nobody enabled would protect nothing.
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingBean(name = "preAuthorizeAuthorizationMethodInterceptor")
  @EnableMethodSecurity
  static class MethodSecurity {}
}
