import { defineErrors } from '../../platform/errors/catalogue.ts';

/** Crypto wallets (errors-and-conventions 3.15) and their signatures (3.14). */
export const cryptoWalletErrors = defineErrors({
  unable_to_authenticate_crypto_wallet: {
    status: 401,
    message:
      'The crypto wallet could not be authenticated. Start again and sign the new challenge.',
  },
  invalid_crypto_wallet_address: {
    status: 400,
    message: 'crypto_wallet_address format is invalid.',
  },
  invalid_ethereum_address: {
    status: 400,
    message:
      'The Ethereum address is invalid. It is 0x and 40 hexadecimal digits, whose case must be right where it is mixed.',
  },
  invalid_solana_address: {
    status: 400,
    message: 'The Solana address is invalid. It is 32 bytes in base58.',
  },
  invalid_wallet_type: {
    status: 400,
    message: 'crypto_wallet_type is invalid, should be ethereum or solana.',
  },
  duplicate_wallet_address: {
    status: 400,
    message: 'A user with the specified crypto wallet address already exists for this project.',
  },
  duplicate_wallet_address_for_user: {
    status: 400,
    message: 'The user already has this crypto wallet address.',
  },
  invalid_wallet_address_user: {
    status: 400,
    message: 'The crypto wallet address belongs to another user.',
  },
  crypto_wallet_type_incompatible_with_siwe: {
    status: 400,
    message: 'siwe_params can only be given for crypto wallets of the type ethereum.',
  },
  invalid_siwe_domain: {
    status: 400,
    message: 'The domain of siwe_params must be an authority as in RFC 3986.',
  },
  invalid_siwe_uri: {
    status: 400,
    message: 'The uri of siwe_params must be a URI as in RFC 3986.',
  },
  invalid_siwe_resource: {
    status: 400,
    message: 'Each of the resources of siwe_params must be a URI as in RFC 3986.',
  },
  invalid_siwe_chain_id: {
    status: 400,
    message:
      'The chain_id of siwe_params must be an integer between 1 and 9223372036854775771, as a string.',
  },
  invalid_siwe_statement: {
    status: 400,
    message:
      'The statement of siwe_params may only hold reserved and unreserved characters as in RFC 3986, and spaces.',
  },
  invalid_siwe_message_request_id: {
    status: 400,
    message: 'The message_request_id of siwe_params may only hold pchar as in RFC 3986.',
  },
  siwe_message_expired: { status: 401, message: 'The signed message has expired. Start again.' },
  siwe_message_not_valid_yet: { status: 401, message: 'The signed message is not valid yet.' },
  signature_missing: { status: 400, message: 'The signature is missing.' },
  signature_is_incorrect_size: { status: 400, message: 'The signature has the wrong size.' },
  invalid_signature: { status: 400, message: 'The signature is malformed.' },
});
