package main

import (
	"encoding/json"
	"os"
	"time"

	"selvage/acceptance/go/contract"
)

// elsewhere is another system, whose tokens log in here.
type elsewhere struct {
	*world
	userID  string
	trusted struct {
		ProfileID         string `json:"profile_id"`
		Subject           string `json:"subject"`
		Email             string `json:"email"`
		Token             string `json:"token"`
		SecondToken       string `json:"second_token"`
		Expired           string `json:"expired"`
		OfAnotherAudience string `json:"of_another_audience"`
		OfAnotherIssuer   string `json:"of_another_issuer"`
		OfAnotherKey      string `json:"of_another_key"`
	}
}

func (w *world) logInFromElsewhere() {
	e := &elsewhere{world: w}
	text := must(os.ReadFile(os.Getenv("SELVAGE_CLIENT_WORLD")))
	if err := json.Unmarshal(text, &struct {
		Trusted any `json:"trusted"`
	}{&e.trusted}); err != nil {
		panic(err)
	}
	step("sessions.attest: a new user", e.newUser)
	step("sessions.attest: a factor of a session", e.factor)
	step("sessions.attest: refused tokens", e.refusedTokens)
}

func (e *elsewhere) newUser() {
	answer := must(e.client.Attest(contract.AttestParams{
		ProfileID:              e.trusted.ProfileID,
		Token:                  e.trusted.Token,
		SessionDurationMinutes: 60,
	}))
	e.userID = answer.UserID
	equal(answer.User.Emails[0].Email, e.trusted.Email)
	equal(answer.User.ExternalID, e.trusted.Subject)
	equal(answer.User.Roles, []string{"stytch_user", "editor"})
	factor := there(answer.Session).AuthenticationFactors[0]
	equal(factor.Type, "trusted_auth_token")
	equal(factor.DeliveryMethod, "trusted_token_exchange")
	equal(there(factor.TrustedAuthTokenFactor).TokenID != "", true)
	local := must(e.client.AuthenticateJWTLocal(answer.SessionJWT, 5*time.Minute))
	equal(local.UserID, e.userID)
}

func (e *elsewhere) factor() {
	login := e.logInByLink(e.userID)
	answer := must(e.client.Attest(contract.AttestParams{
		ProfileID:    e.trusted.ProfileID,
		Token:        e.trusted.SecondToken,
		SessionToken: login.SessionToken,
	}))
	equal(answer.SessionToken, login.SessionToken)
	factors := there(answer.Session).AuthenticationFactors
	equal(len(factors), 2)
	equal(factors[0].Type, "magic_link")
	equal(factors[1].Type, "trusted_auth_token")
}

func (e *elsewhere) refusedTokens() {
	profile := e.trusted.ProfileID
	refused := func(profileID, token string, status int, errorType string) {
		expectError(func() (*contract.AttestResponse, error) {
			return e.client.Attest(contract.AttestParams{ProfileID: profileID, Token: token})
		}, status, errorType)
	}
	refused(profile, e.trusted.OfAnotherKey, 400, "invalid_trusted_auth_token")
	refused(profile, e.trusted.Expired, 400, "invalid_trusted_auth_token")
	refused(profile, e.trusted.OfAnotherIssuer, 401, "jwt_invalid_issuer")
	refused(profile, e.trusted.OfAnotherAudience, 401, "jwt_invalid_audience")
	refused(profile[:len(profile)-4]+"0000", e.trusted.Token, 404, "trusted_token_profile_not_found")
}
