package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.details.JsonSchema;
import dev.mapae.authorizationserver.issue.Decision.Permission;
import dev.mapae.authorizationserver.issue.Decision.Wish;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.AuthorizationDetailsType;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What [Decision] has to know of authorization details. RFC 9396 §3, §5, §6.
///
/// A detail belongs to the resource that declares its type; `locations` can say no more than that.
final class RichAuthorization {
  private static final Pattern DOTS = Pattern.compile("(?:^|[/\\\\])[.]{1,2}(?:$|[/\\\\;?#])");

  private RichAuthorization() {}

  /// Makes sure that details are such as this client may ask for, whoever the person is.
  ///
  /// @throws ProtocolException `invalid_authorization_details`
  static void requireValid(Client client, List<AuthorizationDetail> details, Catalog known) {
    for (AuthorizationDetail detail : details) {
      Resource resource =
          known
              .declaringDetails(detail.type())
              .orElseThrow(() ->
                  invalid(
                      "There is no such type of authorization_details here; there are "
                          + String.join(", ", known.detailsTypes())
                          + "."));
      if (!isRegistered(client, detail)) {
        throw invalid(
            "This client is not registered for authorization_details of the type "
                + detail.type()
                + "; add it to the client's authorization_details_types.");
      }
      fault(resource, detail)
          .ifPresent(fault -> {
            throw invalid(
                "The authorization_details of the type "
                    + detail.type()
                    + " are not as they have to be: "
                    + fault
                    + ".");
          });
    }
  }

  /// Refuses details where nobody is asked about them. To pass over them would give scope to
  /// whoever asked for one deed.
  static void refuse(List<AuthorizationDetail> details) {
    if (!details.isEmpty()) {
      throw invalid(
          "There are no authorization_details in this grant, in which no person is asked; leave them"
              + " out, or use the authorization code.");
    }
  }

  private static boolean isRegistered(Client client, AuthorizationDetail detail) {
    return client.requirements().authorizationDetailsTypes().contains(detail.type());
  }

  private static Optional<String> fault(Resource resource, AuthorizationDetail detail) {
    return JsonSchema.ofType(resource.declaredDetails(detail.type()).orElseThrow())
        .fault(detail.members())
        .or(() ->
            isAt(resource.uri(), detail.members().getOrDefault("locations", List.of()))
                ? Optional.empty()
                : Optional.of(
                    "locations has to name the resource "
                        + resource.uri()
                        + " and what lies below it"));
  }

  private static boolean isAt(String resource, Object locations) {
    String folder = resource.endsWith("/") ? resource : resource + "/";
    return locations instanceof List<?> all
        && all.stream()
            .allMatch(location ->
                location instanceof String uri
                    && (uri.equals(resource)
                        || (uri.startsWith(folder) && !leads(uri.substring(folder.length())))));
  }

  /// Whether a path leads elsewhere for some reader of it: what is dots, perhaps escaped, or has
  /// them before a parameter.
  private static boolean leads(String path) {
    String plain =
        path.replaceAll("(?i)%2e", ".").replaceAll("(?i)%2f|%5c", "/").replaceAll("(?i)%3b", ";");
    return DOTS.matcher(plain).find();
  }

  /// What a first request asks for by scope and by details. RFC 9396 §3.1, §3.2: the resources of
  /// the details come to those of the scope, whether they are named or not.
  static Permission asked(Permission ofScope, Wish wish, Catalog known) {
    Set<String> apis = new LinkedHashSet<>(ofScope.audience());
    boolean forIssuer =
        ofScope.named()
            ? apis.contains(known.issuer())
            : ofScope.scope().contains("openid") && wish.subject().isPresent();
    apis.remove(known.issuer());
    apis.addAll(resources(wish.details(), known));
    boolean named = ofScope.named() || apis.size() > 1;
    List<String> audience = new ArrayList<>(apis);
    if (forIssuer) {
      audience.add(known.issuer());
    }
    return new Permission(ofScope.scope(), audience, named, wish.details(), Optional.empty());
  }

  /// The resources that details belong to.
  static List<String> resources(List<AuthorizationDetail> details, Catalog known) {
    if (details.isEmpty()) {
      return List.of();
    }
    return details.stream()
        .flatMap(detail -> known.declaringDetails(detail.type()).stream())
        .map(Resource::uri)
        .distinct()
        .toList();
  }

  /// Those that belong to one of some resources.
  static List<AuthorizationDetail> of(
      List<String> resources, List<AuthorizationDetail> details, Catalog known) {
    if (details.isEmpty()) {
      return details;
    }
    return details.stream()
        .filter(detail ->
            known
                .declaringDetails(detail.type())
                .filter(resource -> resources.contains(resource.uri()))
                .isPresent())
        .toList();
  }

  /// Those of types that this client may still have.
  static List<AuthorizationDetail> registered(Client client, List<AuthorizationDetail> details) {
    return details.isEmpty()
        ? details
        : details.stream().filter(detail -> isRegistered(client, detail)).toList();
  }

  /// Those that this client may still have, and this person may grant.
  static List<AuthorizationDetail> permitted(
      Client client, Optional<Person> person, List<AuthorizationDetail> details, Catalog known) {
    if (details.isEmpty()) {
      return details;
    }
    return registered(client, details).stream()
        .filter(detail ->
            known
                .declaringDetails(detail.type())
                // The resource may want other things of them by now.
                .filter(resource -> fault(resource, detail).isEmpty())
                .flatMap(resource -> resource.declaredDetails(detail.type()))
                .filter(type -> person.isEmpty() || mayGrant(person.get(), type))
                .isPresent())
        .toList();
  }

  private static boolean mayGrant(Person person, AuthorizationDetailsType type) {
    return type.roles().isEmpty() || !Collections.disjoint(type.roles(), person.roles());
  }

  static ProtocolException invalid(String description) {
    return new ProtocolError.InvalidAuthorizationDetails(description).exception();
  }
}
