package contract

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

// ErrMissingScopes: the token is valid, but allows less than the caller requires.
var ErrMissingScopes = errors.New("m2m_authorization_error")

type M2MClient struct {
	ClientID                 string         `json:"client_id"`
	ClientName               string         `json:"client_name"`
	ClientDescription        string         `json:"client_description"`
	Status                   string         `json:"status"`
	Scopes                   []string       `json:"scopes"`
	ClientSecretLastFour     string         `json:"client_secret_last_four"`
	TrustedMetadata          map[string]any `json:"trusted_metadata"`
	NextClientSecretLastFour string         `json:"next_client_secret_last_four,omitempty"`
}

type M2MClientWithClientSecret struct {
	M2MClient
	ClientSecret string `json:"client_secret"`
}

type M2MClientWithNextClientSecret struct {
	M2MClient
	NextClientSecret string `json:"next_client_secret"`
}

type CreateM2MClientParams struct {
	Scopes          []string       `json:"scopes,omitempty"`
	ClientName      string         `json:"client_name,omitempty"`
	TrustedMetadata map[string]any `json:"trusted_metadata,omitempty"`
}

type UpdateM2MClientParams struct {
	Status string   `json:"status,omitempty"`
	Scopes []string `json:"scopes,omitempty"`
}

type M2MSearchQuery struct {
	Operator string           `json:"operator,omitempty"`
	Operands []map[string]any `json:"operands,omitempty"`
}

type SearchM2MClientsParams struct {
	Limit int32           `json:"limit,omitempty"`
	Query *M2MSearchQuery `json:"query,omitempty"`
}

type SearchM2MClientsResponse struct {
	Envelope
	M2MClients      []M2MClient `json:"m2m_clients"`
	ResultsMetadata struct {
		Total      int32  `json:"total"`
		NextCursor string `json:"next_cursor,omitempty"`
	} `json:"results_metadata"`
}

// M2MClientResponse answers all that shows one client; T has the secret, where it is shown.
type M2MClientResponse[T any] struct {
	Envelope
	M2MClient T `json:"m2m_client"`
}

type DeleteM2MClientResponse struct {
	Envelope
	ClientID string `json:"client_id"`
}

const m2mClients = "/v1/m2m/clients"

func (c *Client) CreateM2MClient(
	params CreateM2MClientParams,
) (*M2MClientResponse[M2MClientWithClientSecret], error) {
	return call[M2MClientResponse[M2MClientWithClientSecret]](c.wire, "POST", m2mClients, nil, params)
}

func (c *Client) GetM2MClient(id string) (*M2MClientResponse[M2MClient], error) {
	return call[M2MClientResponse[M2MClient]](c.wire, "GET", m2mClients+"/"+id, nil, nil)
}

func (c *Client) UpdateM2MClient(
	id string, params UpdateM2MClientParams,
) (*M2MClientResponse[M2MClient], error) {
	return call[M2MClientResponse[M2MClient]](c.wire, "PUT", m2mClients+"/"+id, nil, params)
}

func (c *Client) SearchM2MClients(params SearchM2MClientsParams) (*SearchM2MClientsResponse, error) {
	return call[SearchM2MClientsResponse](c.wire, "POST", m2mClients+"/search", nil, params)
}

func (c *Client) DeleteM2MClient(id string) (*DeleteM2MClientResponse, error) {
	return call[DeleteM2MClientResponse](c.wire, "DELETE", m2mClients+"/"+id, nil, nil)
}

func (c *Client) StartM2MRotation(
	id string,
) (*M2MClientResponse[M2MClientWithNextClientSecret], error) {
	path := m2mClients + "/" + id + "/secrets/rotate/start"
	return call[M2MClientResponse[M2MClientWithNextClientSecret]](c.wire, "POST", path, nil, struct{}{})
}

func (c *Client) CancelM2MRotation(id string) (*M2MClientResponse[M2MClient], error) {
	path := m2mClients + "/" + id + "/secrets/rotate/cancel"
	return call[M2MClientResponse[M2MClient]](c.wire, "POST", path, nil, struct{}{})
}

func (c *Client) RotateM2MSecret(id string) (*M2MClientResponse[M2MClient], error) {
	path := m2mClients + "/" + id + "/secrets/rotate"
	return call[M2MClientResponse[M2MClient]](c.wire, "POST", path, nil, struct{}{})
}

// M2MClaims is what a token says once it is checked.
type M2MClaims struct {
	ClientID     string
	Scopes       []string
	CustomClaims map[string]any
}

// AuthenticateToken checks an access token without the server.
func (c *Client) AuthenticateToken(token string, required []string) (*M2MClaims, error) {
	claims := jwt.MapClaims{}
	parse := func(issuer string) error {
		_, err := jwt.ParseWithClaims(
			token,
			&claims,
			c.jwks.Keyfunc,
			jwt.WithValidMethods([]string{"RS256"}),
			jwt.WithAudience(c.wire.user),
			jwt.WithIssuer(issuer),
		)
		return err
	}
	err := parse("stytch.com/" + c.wire.user)
	if errors.Is(err, jwt.ErrTokenInvalidIssuer) {
		err = parse(c.wire.base)
	}
	if err != nil {
		return nil, err
	}
	scope, isText := claims["scope"].(string)
	if !isText {
		return nil, errors.New("scope must be a text")
	}
	scopes := strings.Split(scope, " ")
	if !allows(scopes, required) {
		return nil, ErrMissingScopes
	}
	subject, err := claims.GetSubject()
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"aud", "exp", "iat", "iss", "nbf", "sub", "scope"} {
		delete(claims, name)
	}
	return &M2MClaims{subject, scopes, claims}, nil
}

// allows: a scope is "action:resource", and "*" stands for every resource.
func allows(has, required []string) bool {
	return !slices.ContainsFunc(required, func(scope string) bool {
		action, resource, _ := strings.Cut(scope, ":")
		return !slices.ContainsFunc(has, func(held string) bool {
			heldAction, heldResource, _ := strings.Cut(held, ":")
			return heldAction == action && (heldResource == resource || heldResource == "*")
		})
	})
}

// TokenResponse is what the token endpoint answers.
type TokenResponse struct {
	Envelope
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type"`
	ExpiresIn   int32  `json:"expires_in"`
}

// Introspection is what the server says of a token. An audience is always a list.
type Introspection struct {
	Envelope
	Active   bool     `json:"active"`
	Sub      string   `json:"sub,omitempty"`
	Scope    string   `json:"scope,omitempty"`
	Audience []string `json:"aud,omitempty"`
	Tenant   string   `json:"tenant,omitempty"`
}

func (c *Client) oauth2(endpoint string) string {
	return "/v1/public/" + c.wire.user + "/oauth2/" + endpoint
}

// Token gets an access token for a client.
func (c *Client) Token(id, secret string, scopes []string) (*TokenResponse, error) {
	form := map[string]string{
		"grant_type":    "client_credentials",
		"client_id":     id,
		"client_secret": secret,
	}
	if len(scopes) > 0 {
		form["scope"] = strings.Join(scopes, " ")
	}
	return postForm[TokenResponse](c.wire, c.oauth2("token"), form)
}

// IntrospectToken asks the server about a token.
func (c *Client) IntrospectToken(id, secret, token string) (*Introspection, error) {
	form := map[string]string{"client_id": id, "client_secret": secret, "token": token}
	return postForm[Introspection](c.wire, c.oauth2("introspect"), form)
}

// RevokeToken takes a token back; the official client has no method for it.
func (c *Client) RevokeToken(id, secret, token string) (*Envelope, error) {
	form := map[string]string{"client_id": id, "client_secret": secret, "token": token}
	return postForm[Envelope](c.wire, c.oauth2("revoke"), form)
}

// success: the official client takes both.
func success(status int) bool {
	return status == http.StatusOK || status == http.StatusCreated
}
