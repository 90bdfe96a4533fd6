package main

import (
	"crypto/rand"
	"crypto/rsa"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"selvage/acceptance/go/contract"
)

// maxAge is the lifetime of a session JWT: older than it none is valid anyway.
const maxAge = 5 * time.Minute

var claims = map[string]any{"coupon": "x", "nested": map[string]any{"level": 2.0}}

func (w *world) checkSessions() {
	step("sessions.authenticate by token", w.byToken)
	step("sessions.authenticate by JWT", w.byJWT)
	step("session JWT checked locally", func() {
		w.local()
		w.localRefusals()
	})
	step("sessions.get", func() {
		found := must(w.client.GetSessions(w.userID)).Sessions
		equal(len(found), 1)
		equal(found[0].SessionID, w.sessionID)
	})
	step("sessions.get_jwks", w.keys)
}

func (w *world) endSessions() {
	step("sessions.revoke", w.revoke)
}

func (w *world) byToken() {
	answer := must(w.client.AuthenticateSession(contract.AuthenticateSessionParams{
		SessionToken:        w.sessionToken,
		SessionCustomClaims: map[string]any{"cart": nil, "coupon": "x"},
	}))
	equal(answer.Session.SessionID, w.sessionID)
	equal(answer.SessionToken, w.sessionToken)
	equal(answer.User.UserID, w.userID)
	equal(answer.Session.CustomClaims, claims)
	w.sessionJWT = answer.SessionJWT
}

func (w *world) byJWT() {
	params := contract.AuthenticateSessionParams{SessionJWT: w.sessionJWT}
	answer := must(w.client.AuthenticateSession(params))
	equal(answer.Session.SessionID, w.sessionID)
	equal(strings.Count(answer.SessionJWT, "."), 2)
}

func (w *world) local() {
	session := must(w.client.AuthenticateJWTLocal(w.sessionJWT, maxAge))
	equal(session.SessionID, w.sessionID)
	equal(session.UserID, w.userID)
	equal(session.CustomClaims, claims)
	equal(there(session.AuthenticationFactors[0].EmailFactor).EmailAddress, w.ada)
	listed := must(w.client.GetSessions(w.userID)).Sessions[0]
	equal(session.StartedAt.Equal(*listed.StartedAt), true)
	equal(session.ExpiresAt.Equal(*listed.ExpiresAt), true)
	mixed := must(w.client.AuthenticateJWT(w.sessionJWT, maxAge))
	equal(mixed.Session.SessionID, w.sessionID)
	equal(mixed.RequestID, "") // it was not asked from the server
}

func (w *world) localRefusals() {
	tampered := w.sessionJWT[:len(w.sessionJWT)-8] + "AAAAAAAA"
	_, err := w.client.AuthenticateJWTLocal(tampered, maxAge)
	equal(err != nil, true)
	// Known keys were enough so far. A kid that is not among them makes the client ask again, and
	// the token is still refused.
	equal(w.jwksFetches.count.Load(), int32(1))
	_, err = w.client.AuthenticateJWTLocal(w.forged(), maxAge)
	equal(err != nil, true)
	equal(w.jwksFetches.count.Load(), int32(2))
	// The second try of AuthenticateJWT is the server, which must not take it either.
	_, err = w.client.AuthenticateJWT(w.forged(), maxAge)
	equal(asRefusal(err).StatusCode < 500, true)
}

// forged is a session JWT of the right shape by a key that the server has never seen.
func (w *world) forged() string {
	key := must(rsa.GenerateKey(rand.Reader, 2048))
	var claims jwt.MapClaims
	_, _, err := jwt.NewParser().ParseUnverified(w.sessionJWT, &claims)
	equal(err, nil)
	token := jwt.NewWithClaims(jwt.SigningMethodRS256, claims)
	token.Header["kid"] = "jwk-test-" + uuid()
	return must(token.SignedString(key))
}

func (w *world) keys() {
	projectID := w.credentials.Test.ProjectID
	keys := must(w.client.GetJWKS(projectID)).Keys
	equal(len(keys) > 0, true)
	equal(keys[0].Alg, "RS256")
	// A client of a project that does not exist cannot even be made.
	_, err := w.clientWith("project-test-"+uuid(), "secret-test-"+uuid())
	equal(err != nil, true)
}

func (w *world) revoke() {
	must(w.client.RevokeSession(contract.RevokeSessionParams{SessionID: w.sessionID}))
	for _, params := range []contract.AuthenticateSessionParams{
		{SessionToken: w.sessionToken},
		{SessionJWT: w.sessionJWT},
	} {
		expectError(func() (*contract.AuthenticateSessionResponse, error) {
			return w.client.AuthenticateSession(params)
		}, 404, "session_not_found")
	}
}
