/** The layers that encoders are made of, a file each: shapes, parameters and forward computation. */
package dev.solera.layer;
