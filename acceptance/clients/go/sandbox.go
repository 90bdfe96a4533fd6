package main

import (
	"time"

	"selvage/acceptance/go/contract"
)

// The fixed values that test suites of applications rely on.
const (
	sandboxEmail               = "sandbox@stytch.com"
	sandboxUser                = "user-test-e3795c81-f849-4167-bfda-e4a6e9c280fd"
	sandboxSessionToken        = "WJtR5BCy38Szd5AfoDpf0iqFKEt4EE5JhjlWUY7l3FtY"
	sandboxUnknownSessionToken = "59cnLELtq5cFVS6uYK9f-pAWzBkhqZl8AvLhbhOvKNWw"
	sandboxToken               = "DOYoip3rvIMMW5lgItikFK-Ak1CfMsgjuiCyI7uuU94="
	sandboxUsedToken           = "3pzjQpgksDlGKWEwUq2Up--hCHC_0oamfLHyfspKDFU="
	sandboxUnknownToken        = "CprTtwhnRNiMBiUS2jSLcWYrfuO2POeBNdo5HhW6qTM="
)

func (w *world) checkSandbox() {
	step("sandbox: magic link", w.sandboxMagicLink)
	step("sandbox: used and unknown magic link", func() {
		expectError(w.redeeming(sandboxUsedToken), 401, "unable_to_auth_magic_link")
		expectError(w.redeeming(sandboxUnknownToken), 404, "magic_link_not_found")
	})
	step("sandbox: session", w.sandboxSession)
	step("sandbox: email is not sent", w.sandboxMail)
}

func (w *world) sandboxMagicLink() {
	plain := must(w.redeeming(sandboxToken)())
	equal(plain.UserID, sandboxUser)
	equal(plain.Session == nil, true)
	lasting := must(w.client.AuthenticateMagicLink(contract.AuthenticateMagicLinkParams{
		Token:                  sandboxToken,
		SessionDurationMinutes: 60,
	}))
	equal(lasting.SessionToken, sandboxSessionToken)
	factor := there(lasting.Session).AuthenticationFactors[0]
	equal(there(factor.EmailFactor).EmailAddress, sandboxEmail)
}

func (w *world) sandboxSession() {
	answer := must(w.continuing(sandboxSessionToken)())
	equal(answer.SessionToken, sandboxSessionToken)
	equal(answer.Session.UserID, sandboxUser)
	started := must(time.Parse(time.RFC3339, "2021-08-28T00:41:58.935673Z"))
	equal(answer.Session.StartedAt.Equal(started), true)
	local := must(w.client.AuthenticateJWTLocal(answer.SessionJWT, maxAge))
	equal(local.UserID, sandboxUser)
	expectError(w.continuing(sandboxUnknownSessionToken), 404, "session_not_found")
}

func (w *world) sandboxMail() {
	sent := must(w.client.LoginOrCreate(contract.LoginOrCreateParams{
		Email:              sandboxEmail,
		LoginMagicLinkURL:  "http://localhost:8000/login",
		SignupMagicLinkURL: "http://localhost:8000/signup",
	}))
	equal(sent.UserID, sandboxUser)
	equal(len(w.inbox.messagesTo(sandboxEmail)), 0)
}
