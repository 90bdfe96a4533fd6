package main

import "selvage/acceptance/go/contract"

const operatorEmail = "operator@example.com"

// impersonate takes an operator through a login as a user; the token comes from the management API.
func (w *world) impersonate() {
	place := contract.Place{ProjectSlug: "my-project", EnvironmentSlug: "test"}
	var token string

	step("projects.metrics", func() {
		counts := map[string]int32{}
		for _, metric := range must(w.client.ProjectMetrics()).Metrics {
			counts[metric.MetricType] = metric.Count
		}
		equal(counts["USER_COUNT"] > 0, true)
		equal(counts["MEMBER_COUNT"], int32(0))
	})

	step("impersonation.authenticate", func() {
		settings := contract.UpdateEnvironmentParams{UserImpersonationEnabled: to(true)}
		must(w.management.UpdateEnvironment(place, settings))
		token = must(w.management.ImpersonateUser(place, w.userID, contract.ImpersonateUserParams{
			Reason:                   "A ticket",
			ImpersonatorEmailAddress: operatorEmail,
		})).ImpersonationToken
		answer := must(w.client.Impersonate(token))
		equal(answer.UserID, w.userID)
		equal(answer.User.UserID, w.userID)
		session := there(answer.Session)
		factor := session.AuthenticationFactors[0]
		equal(factor.Type, "impersonated")
		equal(factor.DeliveryMethod, "impersonation")
		detail := there(factor.ImpersonatedFactor)
		equal(detail.ImpersonatorID, w.credentials.Management.KeyID)
		equal(detail.ImpersonatorEmailAddress, operatorEmail)
		later := must(w.client.AuthenticateSession(contract.AuthenticateSessionParams{
			SessionToken:           answer.SessionToken,
			SessionDurationMinutes: 600,
		}))
		equal(later.Session.ExpiresAt.Equal(*session.ExpiresAt), true)
	})

	step("impersonation: a used token", func() {
		expectError(func() (*contract.ImpersonationResponse, error) {
			return w.client.Impersonate(token)
		}, 401, "unable_to_auth_impersonation_token")
	})
}
