package main

import (
	"errors"
	"strings"

	"selvage/acceptance/go/contract"
)

var machineScopes = []string{"read:reports", "write:reports", "admin"}

// machine is an M2M client.
type machine struct {
	*world
	id, secret, accessToken string
}

func (w *world) useMachines() {
	m := &machine{world: w}
	step("m2m.clients.create and token", m.create)
	step("m2m: a token checked locally, with its scopes", m.checkLocally)
	step("m2m: a token introspected and revoked", m.introspect)
	step("m2m: a wrong secret and a scope that is not assigned", func() {
		m.refused(m.id, "wrong", nil, "invalid_client")
		m.refused("m2m-client-test-"+uuid(), m.secret, nil, "invalid_client")
		m.refused(m.id, m.secret, []string{"read:reports", "root"}, "invalid_scope")
	})
	step("m2m: both secrets during a rotation", m.rotate)
	step("m2m: search, update and deletion", m.manage)
}

func (m *machine) token(secret string, scopes ...string) string {
	return must(m.client.Token(m.id, secret, scopes)).AccessToken
}

func (m *machine) refused(id, secret string, scopes []string, errorType string) {
	expectError(func() (*contract.TokenResponse, error) {
		return m.client.Token(id, secret, scopes)
	}, 400, errorType)
}

func (m *machine) create() {
	made := must(m.client.CreateM2MClient(contract.CreateM2MClientParams{
		Scopes:          machineScopes,
		ClientName:      "Reporter",
		TrustedMetadata: map[string]any{"tenant": "t-17"},
	})).M2MClient
	m.id, m.secret = made.ClientID, made.ClientSecret
	equal(strings.HasPrefix(m.id, "m2m-client-test-"), true)
	equal(len(m.secret), 44)
	equal(made.ClientSecretLastFour, m.secret[40:])
	equal(must(m.client.GetM2MClient(m.id)).M2MClient, made.M2MClient)
	answer := must(m.client.Token(m.id, m.secret, nil))
	equal(answer.TokenType, "bearer")
	equal(answer.ExpiresIn, int32(3600))
	m.accessToken = answer.AccessToken
}

func (m *machine) checkLocally() {
	claims := must(m.client.AuthenticateToken(m.accessToken, []string{"read:reports"}))
	equal(claims.ClientID, m.id)
	equal(claims.Scopes, machineScopes)
	equal(claims.CustomClaims, map[string]any{"tenant": "t-17"})
	narrow := m.token(m.secret, "read:reports")
	_, err := m.client.AuthenticateToken(narrow, []string{"read:reports", "write:reports"})
	equal(errors.Is(err, contract.ErrMissingScopes), true)
	tampered := m.accessToken[:len(m.accessToken)-8] + "AAAAAAAA"
	_, err = m.client.AuthenticateToken(tampered, nil)
	equal(err != nil, true)
}

func (m *machine) introspect() {
	token := m.token(m.secret)
	found := must(m.client.IntrospectToken(m.id, m.secret, token))
	equal(found.Active, true)
	equal(found.Sub, m.id)
	equal(found.Scope, strings.Join(machineScopes, " "))
	equal(found.Audience, []string{m.credentials.Test.ProjectID})
	equal(found.Tenant, "t-17")
	must(m.client.RevokeToken(m.id, m.secret, token))
	equal(must(m.client.IntrospectToken(m.id, m.secret, token)).Active, false)
}

func (m *machine) rotate() {
	started := must(m.client.StartM2MRotation(m.id)).M2MClient
	next := started.NextClientSecret
	equal(started.NextClientSecretLastFour, next[40:])
	expectError(func() (*contract.M2MClientResponse[contract.M2MClientWithNextClientSecret], error) {
		return m.client.StartM2MRotation(m.id)
	}, 400, "m2m_client_already_rotating_secret")
	m.token(m.secret)
	m.token(next)
	must(m.client.CancelM2MRotation(m.id))
	m.refused(m.id, next, nil, "invalid_client")
	last := must(m.client.StartM2MRotation(m.id)).M2MClient.NextClientSecret
	rotated := must(m.client.RotateM2MSecret(m.id)).M2MClient
	equal(rotated.ClientSecretLastFour, last[40:])
	equal(rotated.NextClientSecretLastFour, "")
	m.refused(m.id, m.secret, nil, "invalid_client")
	m.token(last)
	m.secret = last
}

func (m *machine) manage() {
	found := must(m.client.SearchM2MClients(contract.SearchM2MClientsParams{
		Limit: 10,
		Query: &contract.M2MSearchQuery{Operator: "AND", Operands: []map[string]any{
			{"filter_name": "scopes", "filter_value": []string{"admin"}},
			{"filter_name": "client_name", "filter_value": []string{"Reporter"}},
		}},
	}))
	equal(len(found.M2MClients), 1)
	equal(found.M2MClients[0].ClientID, m.id)
	equal(found.ResultsMetadata.Total, int32(1))
	must(m.client.UpdateM2MClient(m.id, contract.UpdateM2MClientParams{
		Status: "inactive",
		Scopes: []string{"admin"},
	}))
	m.refused(m.id, m.secret, nil, "invalid_client")
	// What was issued stays good where it is checked without the server.
	equal(must(m.client.AuthenticateToken(m.accessToken, nil)).ClientID, m.id)
	equal(must(m.client.DeleteM2MClient(m.id)).ClientID, m.id)
	expectError(func() (*contract.M2MClientResponse[contract.M2MClient], error) {
		return m.client.GetM2MClient(m.id)
	}, 404, "m2m_client_not_found")
}
