#!/usr/bin/env node
import { main } from '../lib/cli/main';

// which Node.js later versions of the AWS SDK will want is news for whoever updates it, not for whoever has an incident
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

main(process.argv.slice(2));
