import type { RawColumn } from '../log-type';

/**
 * The fields of a line in their order.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
 */
export const ACCESS_LOG_COLUMNS: readonly RawColumn[] = (
  [
    ['bucket_owner', 'canonical user id of the owner of the bucket'],
    ['bucket', 'bucket that the request was made to'],
    ['time', 'when S3 received the request, for example 06/Feb/2026:00:00:38 +0000'],
    ['remote_ip', 'address of the caller as S3 saw it'],
    ['requester', 'canonical user id, IAM ARN or service; - for an anonymous request'],
    ['request_id', 'id that S3 gave the request'],
    ['operation', 'for example REST.GET.OBJECT'],
    ['key', 'object key, URL-encoded once or twice'],
    ['request_uri', 'request line in quotes, as the client sent it'],
    ['http_status', 'HTTP status of the answer'],
    ['error_code', 'S3 error code'],
    ['bytes_sent', 'bytes of the response body'],
    ['object_size', 'size of the object'],
    ['total_time', 'milliseconds from the receipt of the request to the last byte of the answer'],
    ['turn_around_time', 'milliseconds that S3 itself spent on the request'],
    ['referer', 'Referer header in quotes, as the client sent it'],
    ['user_agent', 'User-Agent header in quotes, as the client sent it'],
    ['version_id', 'version id in the request'],
    ['host_id', 'x-amz-id-2 of the answer'],
    ['signature_version', 'SigV4 or SigV2'],
    ['cipher_suite', 'TLS cipher suite'],
    ['authentication_type', 'AuthHeader, QueryString or -'],
    ['host_header', 'host that the client connected to'],
    ['tls_version', 'TLS version'],
    ['access_point_arn', 'access point that the request went through'],
    ['acl_required', 'Yes when only an ACL allowed the request'],
    ['source_region', 'Region that the request came from, through a gateway endpoint'],
  ] as const
).map(([name, description]) => ({ name, hiveType: 'string', description }));

/** Index of the three fields that S3 puts in quotes. They come from the client and may hold quotes and spaces. */
export const QUOTED_COLUMNS = ['request_uri', 'referer', 'user_agent'] as const;

/** Fields that every line has had since the beginning; the later ones may be missing. */
const LEADING_FIELDS = 18;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Regular expression for day, month, year and time as S3 writes them. Engines differ in what else they would take for a
 * time (spaces around it, other cases, whole names of months); with it, what remains to be told is which dates exist.
 */
export const REQUEST_TIME = `[0-9]{2}/(?:${MONTHS.join('|')})/[0-9]{4}:[0-9]{2}:[0-9]{2}:[0-9]{2}`;

/**
 * One regular expression for every era of the format (18 to 28 and more fields), with the same result in Java's
 * RegexSerDe, JavaScript (flag `s`) and RE2 (option `s`). Groups 1 to 27 are the fields; group 28 catches any other
 * line whole, so that none is lost.
 *
 * The request URI is lazy and anchored by the numeric fields behind it: whatever a client puts into its URI, referer or
 * user agent, it can't shift the fields before it. An empty line matches with all groups empty.
 */
export const ACCESS_LOG_REGEX = accessLogRegex();

/** Name of group 28. */
export const UNPARSED_COLUMN = 'unparsed_line';

function accessLogRegex(): string {
  const token = '([^ ]*)';
  const status = '(-|[0-9]{3})';
  const number = '(-|[0-9]+)';
  const head = [token, token, `\\[(${REQUEST_TIME} [+]0000)\\]`, token, token, token, token, token];
  const body = ['(-|".*?")', status, token, number, number, number, number, '(-|".*?")', '(-|".*")', token];
  const optional = `(?: ${token})?`.repeat(ACCESS_LOG_COLUMNS.length - LEADING_FIELDS);
  return `^(?:${[...head, ...body].join(' ')}${optional}(?: .*)?|(.+))$`;
}
