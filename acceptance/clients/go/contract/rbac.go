package contract

import (
	"errors"
	"slices"
	"time"
)

// ErrNotAllowed: the session is valid, but no role of it allows the action.
var ErrNotAllowed = errors.New("session_authorization_error")

type Permission struct {
	ResourceID string   `json:"resource_id"`
	Actions    []string `json:"actions"`
}

// Policy is what every check of the client goes by. Its three lists are always there.
type Policy struct {
	Roles []struct {
		RoleID      string       `json:"role_id"`
		Description string       `json:"description"`
		Permissions []Permission `json:"permissions"`
	} `json:"roles"`
	Resources []struct {
		ResourceID  string   `json:"resource_id"`
		Description string   `json:"description"`
		Actions     []string `json:"actions"`
	} `json:"resources"`
	Scopes []struct {
		Scope       string       `json:"scope"`
		Description string       `json:"description"`
		Permissions []Permission `json:"permissions"`
	} `json:"scopes"`
}

type PolicyResponse struct {
	Envelope
	Policy Policy `json:"policy"`
}

type AuthorizationCheck struct {
	ResourceID string `json:"resource_id,omitempty"`
	Action     string `json:"action,omitempty"`
}

type AuthorizationVerdict struct {
	Authorized    bool     `json:"authorized"`
	GrantingRoles []string `json:"granting_roles"`
}

func (c *Client) GetPolicy() (*PolicyResponse, error) {
	return call[PolicyResponse](c.wire, "GET", "/v1/rbac/policy", nil, nil)
}

// AuthenticateJWTWithPolicy checks a session JWT and what its roles allow by a policy that the
// client has read before.
func (c *Client) AuthenticateJWTWithPolicy(
	token string, maxAge time.Duration, policy Policy, check AuthorizationCheck,
) (*Session, error) {
	session, err := c.AuthenticateJWTLocal(token, maxAge)
	if err != nil {
		return nil, err
	}
	for _, role := range policy.Roles {
		if !slices.Contains(session.Roles, role.RoleID) {
			continue
		}
		for _, permission := range role.Permissions {
			allows := slices.Contains(permission.Actions, check.Action) ||
				slices.Contains(permission.Actions, "*")
			if permission.ResourceID == check.ResourceID && allows {
				return session, nil
			}
		}
	}
	return nil, ErrNotAllowed
}
