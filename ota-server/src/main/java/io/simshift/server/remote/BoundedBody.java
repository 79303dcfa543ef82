package io.simshift.server.remote;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** An answer's bytes, so many at most: a longer answer is an {@link IOException}, and no more of it is read. */
final class BoundedBody implements BodySubscriber<byte[]> {
    private final BodySubscriber<byte[]> bytes = BodySubscribers.ofByteArray();
    private final long maxBytes;
    private Flow.Subscription subscription;
    private long received;
    private boolean over;

    BoundedBody(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return bytes.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        bytes.onSubscribe(given);
    }

    @Override
    public void onNext(List<ByteBuffer> part) {
        if (over) {
            return;
        }
        for (ByteBuffer buffer : part) {
            received += buffer.remaining();
        }
        if (received > maxBytes) {
            over = true;
            subscription.cancel();
            bytes.onError(new IOException("the answer is longer than " + maxBytes + " bytes"));
        } else {
            bytes.onNext(part);
        }
    }

    @Override
    public void onError(Throwable failure) {
        bytes.onError(failure);
    }

    @Override
    public void onComplete() {
        if (!over) {
            bytes.onComplete();
        }
    }
}
