/** Short messages as TPDUs (3GPP TS 23.040). */
package io.simshift.protocol.sms;
