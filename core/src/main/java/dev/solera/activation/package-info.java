/** What travels between stages: samples with their labels, and the safetensors codec of a record of them. */
package dev.solera.activation;
