package contract

import "time"

// User is the user object.
type User struct {
	UserID                 string                  `json:"user_id"`
	Emails                 []Email                 `json:"emails"`
	Status                 string                  `json:"status"`
	PhoneNumbers           []PhoneNumber           `json:"phone_numbers"`
	WebAuthnRegistrations  []WebAuthnRegistration  `json:"webauthn_registrations"`
	Providers              []OAuthProvider         `json:"providers"`
	TOTPs                  []TOTP                  `json:"totps"`
	CryptoWallets          []CryptoWallet          `json:"crypto_wallets"`
	BiometricRegistrations []BiometricRegistration `json:"biometric_registrations"`
	IsLocked               bool                    `json:"is_locked"`
	Roles                  []string                `json:"roles"`
	Name                   *Name                   `json:"name,omitempty"`
	CreatedAt              *time.Time              `json:"created_at,omitempty"`
	Password               *Password               `json:"password,omitempty"`
	TrustedMetadata        map[string]any          `json:"trusted_metadata,omitempty"`
	UntrustedMetadata      map[string]any          `json:"untrusted_metadata,omitempty"`
	ExternalID             string                  `json:"external_id,omitempty"`
	LockCreatedAt          *time.Time              `json:"lock_created_at,omitempty"`
	LockExpiresAt          *time.Time              `json:"lock_expires_at,omitempty"`
}

// Name is the name of a user, in requests and answers.
type Name struct {
	FirstName  string `json:"first_name,omitempty"`
	MiddleName string `json:"middle_name,omitempty"`
	LastName   string `json:"last_name,omitempty"`
}

// Attributes tell about the end user's device.
type Attributes struct {
	IPAddress string `json:"ip_address,omitempty"`
	UserAgent string `json:"user_agent,omitempty"`
}

type Email struct {
	EmailID  string `json:"email_id"`
	Email    string `json:"email"`
	Verified bool   `json:"verified"`
}

type PhoneNumber struct {
	PhoneID     string `json:"phone_id"`
	PhoneNumber string `json:"phone_number"`
	Verified    bool   `json:"verified"`
}

type WebAuthnRegistration struct {
	RegistrationID    string `json:"webauthn_registration_id"`
	Domain            string `json:"domain"`
	UserAgent         string `json:"user_agent"`
	Verified          bool   `json:"verified"`
	AuthenticatorType string `json:"authenticator_type"`
	Name              string `json:"name"`
}

type OAuthProvider struct {
	ProviderType      string `json:"provider_type"`
	ProviderSubject   string `json:"provider_subject"`
	ProfilePictureURL string `json:"profile_picture_url"`
	Locale            string `json:"locale"`
	RegistrationID    string `json:"oauth_user_registration_id"`
}

type TOTP struct {
	TOTPID   string `json:"totp_id"`
	Verified bool   `json:"verified"`
}

type CryptoWallet struct {
	CryptoWalletID string `json:"crypto_wallet_id"`
	Address        string `json:"crypto_wallet_address"`
	Type           string `json:"crypto_wallet_type"`
	Verified       bool   `json:"verified"`
}

type BiometricRegistration struct {
	RegistrationID string `json:"biometric_registration_id"`
	Verified       bool   `json:"verified"`
}

type Password struct {
	PasswordID    string `json:"password_id"`
	RequiresReset bool   `json:"requires_reset"`
}
