package io.simshift.simulator.network;

import io.simshift.protocol.identity.Imsi;
import java.util.List;
import java.util.Optional;

/** All operators on the air: which of them an IMSI belongs to. */
public final class Networks {
    private final List<OperatorNetwork> operators;

    /** @throws IllegalArgumentException where two of them have the same PLMN */
    public Networks(List<OperatorNetwork> operators) {
        this.operators = List.copyOf(operators);
        long plmns = operators.stream().map(OperatorNetwork::plmn).distinct().count();
        if (plmns != operators.size()) {
            throw new IllegalArgumentException("two operators have the same PLMN");
        }
    }

    /** The operators, in the order given. */
    public List<OperatorNetwork> operators() {
        return operators;
    }

    /**
     * The operator whose IMSI this is.
     *
     * @param mncLength 2 or 3 digits, as EF.AD says
     */
    public Optional<OperatorNetwork> serving(Imsi imsi, int mncLength) {
        return operators.stream()
                .filter(operator -> operator.plmn().mcc().equals(imsi.mcc())
                        && operator.plmn().mnc().equals(imsi.mnc(mncLength)))
                .findFirst();
    }
}
