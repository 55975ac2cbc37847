package dev.mapae.resourceowner;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;

/// What is said where people allow something.
interface ConsentMessages extends Sentences {
  // Consent

  default String consentTitle(String client) {
    return text("consentTitle", Map.of("client", client));
  }

  default String consentLead() {
    return text("consentLead");
  }

  /// Where nothing can be left out.
  default String consentLeadWithoutChoice() {
    return text("consentLeadWithoutChoice");
  }

  default String consentReturn() {
    return text("consentReturn");
  }

  default String selfRegistered() {
    return text("selfRegistered");
  }

  default String clientHost() {
    return text("clientHost");
  }

  default String anyProgram() {
    return text("anyProgram");
  }

  default String aboutYou() {
    return text("aboutYou");
  }

  default String access(String resource) {
    return text("access", Map.of("resource", resource));
  }

  default String accessElsewhere() {
    return text("accessElsewhere");
  }

  default String accessOverTime() {
    return text("accessOverTime");
  }

  default String identity() {
    return text("identity");
  }

  default String alwaysIncluded() {
    return text("alwaysIncluded");
  }

  /// Of a scope that cannot be left out.
  default String required() {
    return text("required");
  }

  default String allowedBefore() {
    return text("allowedBefore");
  }

  default String allowedSince(String day) {
    return text("allowedSince", Map.of("day", day));
  }

  default String leftOutBefore() {
    return text("leftOutBefore");
  }

  /// Of what was not asked for when the person answered before.
  default String isNew() {
    return text("isNew");
  }

  /// The name of something new inside a sentence.
  default String marked(String name) {
    return text("marked", Map.of("name", name));
  }

  default String answeredBefore(String day) {
    return text("answeredBefore", Map.of("day", day));
  }

  /// A day in words.
  default String day(ZonedDateTime time) {
    return text(
        "day",
        Map.of(
            "day",
            time.getDayOfMonth(),
            "month",
            texts().counted("month", time.getMonthValue()),
            "year",
            time.getYear()));
  }

  default String claimsLead() {
    return text("claimsLead");
  }

  /// What a scope tells besides what its words say.
  default String alsoTells(String claims) {
    return text("alsoTells", Map.of("claims", claims));
  }

  default String detailsLead() {
    return text("detailsLead");
  }

  default String yes() {
    return text("yes");
  }

  default String no() {
    return text("no");
  }

  /// A scope of OpenID Connect that has a checkbox, in words. OIDC Core §5.4 and §11.
  default Optional<String> openIdScope(String name) {
    return texts().find("scope." + name);
  }

  /// A standard claim in words. OIDC Core §5.1.
  default Optional<String> claim(String name) {
    return texts().find("claim." + name);
  }

  /// Of the time for which a client has access.
  default String howLong() {
    return text("howLong");
  }

  /// How long an access token is good.
  default String accessAtATime(Duration time) {
    return text("accessAtATime", Map.of("time", span(time)));
  }

  /// How long a client may go on while the person is away.
  default String accessWhileAway(Duration most, Duration idle) {
    return idle.compareTo(most) < 0
        ? text("accessWhileAwayOrIdle", Map.of("most", span(most), "idle", span(idle)))
        : text("accessWhileAway", Map.of("most", span(most)));
  }

  default String takeBack() {
    return text("takeBack");
  }

  default String operator() {
    return text("operator");
  }

  /// Of what a client says that registered itself.
  default String saidByItself() {
    return text("saidByItself");
  }

  default String privacyPolicy() {
    return text("privacyPolicy");
  }

  default String termsOfService() {
    return text("termsOfService");
  }

  default String approve() {
    return text("approve");
  }

  default String deny() {
    return text("deny");
  }
}
