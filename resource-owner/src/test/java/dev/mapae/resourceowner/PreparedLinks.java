package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.AddressSteps;
import dev.mapae.authorizationserver.interaction.LinkOutcome;
import dev.mapae.authorizationserver.interaction.RecoverySteps;
import java.util.List;
import java.util.function.Function;

/// Steps of what goes out by mail, whose outcomes were decided beforehand.
record PreparedLinks(
    ForgottenOutcome forgotten, LinkOutcome opened, ResetOutcome reset, ConfirmOutcome confirmed)
    implements RecoverySteps, AddressSteps {
  private static final PreparedLinks NOTHING =
      new PreparedLinks(
          new ForgottenOutcome.GoOn(Response.of(204)),
          new LinkOutcome.Gone(List.of()),
          new ResetOutcome.Gone(List.of()),
          new ConfirmOutcome.Gone(List.of()));

  static PreparedLinks of(ForgottenOutcome outcome) {
    return new PreparedLinks(outcome, NOTHING.opened, NOTHING.reset, NOTHING.confirmed);
  }

  static PreparedLinks of(LinkOutcome outcome) {
    return new PreparedLinks(NOTHING.forgotten, outcome, NOTHING.reset, NOTHING.confirmed);
  }

  static PreparedLinks of(ResetOutcome outcome) {
    return new PreparedLinks(NOTHING.forgotten, NOTHING.opened, outcome, NOTHING.confirmed);
  }

  static PreparedLinks of(ConfirmOutcome outcome) {
    return new PreparedLinks(NOTHING.forgotten, NOTHING.opened, NOTHING.reset, outcome);
  }

  @Override
  public ForgottenOutcome forgotten(Request request) {
    return forgotten;
  }

  @Override
  public ForgottenOutcome submitForgotten(Request request) {
    return forgotten;
  }

  @Override
  public LinkOutcome reset(Request request) {
    return opened;
  }

  @Override
  public Response submitReset(Request request, Function<ResetOutcome, Response> page) {
    return page.apply(reset);
  }

  @Override
  public LinkOutcome confirm(Request request, Function<ConfirmOutcome, Response> page) {
    return opened;
  }

  @Override
  public Response submitConfirm(Request request, Function<ConfirmOutcome, Response> page) {
    return page.apply(confirmed);
  }
}
