package contract

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// ErrTooOld: the token is valid, but minted longer ago than the caller accepts.
var ErrTooOld = errors.New("session JWT too old")

type sessionClaims struct {
	Session struct {
		ID string `json:"id"`
		// Texts, as in the client, which reads them itself: an empty one is a failure.
		StartedAt             string                 `json:"started_at"`
		LastAccessedAt        string                 `json:"last_accessed_at"`
		ExpiresAt             string                 `json:"expires_at"`
		Attributes            Attributes             `json:"attributes"`
		AuthenticationFactors []AuthenticationFactor `json:"authentication_factors"`
		Roles                 []string               `json:"roles"`
	} `json:"https://stytch.com/session"`
	jwt.RegisteredClaims
}

// AuthenticateJWTLocal checks a session JWT without the server.
func (c *Client) AuthenticateJWTLocal(token string, maxAge time.Duration) (*Session, error) {
	// The default issuer, else the base URL: which a server on a domain of its own may write.
	claims, err := c.verify(token, "stytch.com/"+c.wire.user)
	if errors.Is(err, jwt.ErrTokenInvalidIssuer) {
		claims, err = c.verify(token, c.wire.base)
	}
	if err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	if claims.IssuedAt == nil || claims.NotBefore == nil {
		return nil, errors.New("iat and nbf are required")
	}
	if claims.IssuedAt.Add(maxAge).Before(time.Now()) {
		return nil, ErrTooOld
	}
	custom, err := customClaims(token)
	if err != nil {
		return nil, err
	}
	return claims.toSession(custom)
}

func (c *Client) verify(token, issuer string) (*sessionClaims, error) {
	var claims sessionClaims
	_, err := jwt.ParseWithClaims(
		token,
		&claims,
		c.jwks.Keyfunc,
		jwt.WithValidMethods([]string{"RS256"}),
		jwt.WithAudience(c.wire.user),
		jwt.WithIssuer(issuer),
		jwt.WithIssuedAt(),
		jwt.WithExpirationRequired(),
	)
	return &claims, err
}

// customClaims reads a token that has been verified before.
func customClaims(token string) (map[string]any, error) {
	claims := jwt.MapClaims{}
	if _, _, err := jwt.NewParser().ParseUnverified(token, &claims); err != nil {
		return nil, err
	}
	for _, name := range []string{"iss", "aud", "sub", "iat", "nbf", "exp"} {
		delete(claims, name)
	}
	for name := range claims {
		if strings.HasPrefix(name, "https://stytch.com/") {
			delete(claims, name)
		}
	}
	return claims, nil
}

func (claims *sessionClaims) toSession(custom map[string]any) (*Session, error) {
	session := &claims.Session
	started, err := time.Parse(time.RFC3339, session.StartedAt)
	if err != nil {
		return nil, err
	}
	accessed, err := time.Parse(time.RFC3339, session.LastAccessedAt)
	if err != nil {
		return nil, err
	}
	expires, err := time.Parse(time.RFC3339, session.ExpiresAt)
	if err != nil {
		return nil, err
	}
	if session.AuthenticationFactors == nil || session.Roles == nil {
		return nil, errors.New("authentication_factors and roles are required")
	}
	return &Session{
		SessionID:             session.ID,
		UserID:                claims.Subject,
		AuthenticationFactors: session.AuthenticationFactors,
		Roles:                 session.Roles,
		StartedAt:             &started,
		LastAccessedAt:        &accessed,
		ExpiresAt:             &expires,
		Attributes:            &session.Attributes,
		CustomClaims:          custom,
	}, nil
}
