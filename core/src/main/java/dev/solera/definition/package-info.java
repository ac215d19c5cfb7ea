/** What definitions are made of: shapes of named axes, and the refusal that names key, value and what is allowed. */
package dev.solera.definition;
