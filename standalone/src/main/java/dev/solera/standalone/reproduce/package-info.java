/** What a run had to come to: it is trained again in lock-step, and its parameters are compared bit for bit. */
package dev.solera.standalone.reproduce;
