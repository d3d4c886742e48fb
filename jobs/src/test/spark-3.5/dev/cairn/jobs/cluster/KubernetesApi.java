package dev.cairn.jobs.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.server.mock.KubernetesAttributesExtractor;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.crud.KubernetesCrudDispatcherException;
import io.fabric8.kubernetes.client.server.mock.crud.PatchHandler;
import io.fabric8.kubernetes.client.server.mock.crud.PostHandler;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.crud.AttributeSet;
import java.util.List;
import java.util.Map;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.RecordedRequest;

/**
 * Kubernetes' API as fabric8 serves it, with what Spark needs of it beside that: server-side apply,
 * the phase of a new pod, and that a deleted pod is there until its kubelet has ended it.
 */
final class KubernetesApi extends KubernetesCrudDispatcher {
  /** What the kubelet takes from a pod that has ended. */
  static final String OF_THE_KUBELET = "cairn.dev/kubelet";

  private static final String APPLY = "application/apply-patch+yaml";

  private final PostHandler post =
      new PostHandler((KubernetesAttributesExtractor) attributeExtractor, this);
  private final PatchHandler patch = new PatchHandler(this);

  @Override
  public MockResponse handlePatch(RecordedRequest request) {
    if (!String.valueOf(request.getHeader("Content-Type")).startsWith(APPLY)) {
      return super.handlePatch(request);
    }
    String path = request.getPath().replaceFirst("[?].*", "");
    String applied = request.getBody().readUtf8();
    try {
      return findResource(getKey(path)) == null
          ? post.handle(path.substring(0, path.lastIndexOf('/')), "application/json", applied)
          : patch.handle(path, "application/merge-patch+json", applied);
    } catch (KubernetesCrudDispatcherException e) {
      return new MockResponse().setResponseCode(e.getCode()).setBody(e.toStatusBody());
    }
  }

  @Override
  public void processEvent(
      String path,
      AttributeSet attributes,
      AttributeSet before,
      GenericKubernetesResource resource,
      String state) {
    String stored = state;
    if (before == null && resource.getKind().equals("Pod")) {
      resource.setAdditionalProperty("status", Map.of("phase", "Pending"));
      resource.getMetadata().setFinalizers(List.of(OF_THE_KUBELET));
      stored = Serialization.asJson(resource);
    }
    super.processEvent(path, attributes, before, resource, stored);
  }
}
