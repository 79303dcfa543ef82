package io.simshift.cli.escrow;

import io.simshift.server.operator.OperatorId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the short name of an operator, an owner or an officer. */
final class NameConverter implements ITypeConverter<OperatorId> {
    @Override
    public OperatorId convert(String value) {
        try {
            return new OperatorId(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
