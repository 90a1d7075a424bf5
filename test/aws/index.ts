export { LocalAws, type LocalAwsOptions } from './local-aws';
