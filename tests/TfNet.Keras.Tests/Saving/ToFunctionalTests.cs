using Tensorflow;
using Tensorflow.Common.Types;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace TfNet.Keras.Tests.Saving;

public class ToFunctionalTests
{
    [Fact]
    public void The_graph_of_a_subclass_has_its_layers_and_gives_its_outputs()
    {
        var model = new TwoWays();
        model.build(new Shape(-1, 3));
        Functional graph = model.to_functional();
        Assert.Contains(model.dense, graph.layers);
        Assert.Equal(model.Weights.Select(w => w.UniqueId), graph.Weights.Select(w => w.UniqueId));
        var x = new Tensor(new float[] { 1, -2, 3, 4, 5, -6 }, (2, 3));
        Assert.Equal(model.Apply(x).ToArray<float>(), graph.Apply(x).ToArray<float>());
        Assert.Same(graph, graph.to_functional());
    }

    [Fact]
    public void Unbuilt_models_and_weights_outside_of_layers_are_refused()
    {
        Assert.Contains("not built", Assert.Throws<ValueError>(() => new TwoWays().to_functional()).Message, StringComparison.Ordinal);
        var own = new OwnWeight();
        own.build(new Shape(-1, 3));
        Assert.Contains("'scale:0'", Assert.Throws<ValueError>(() => own.to_functional()).Message, StringComparison.Ordinal);
    }

    private sealed class TwoWays : Model
    {
        internal readonly ILayer dense = keras.layers.Dense(3);

        protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
            Binding.tf.nn.relu(dense.Apply(inputs).Single) + inputs.Single * 2;
    }

    private sealed class OwnWeight : Model
    {
        private readonly ResourceVariable scale = new(new Tensor(2f), true, "scale:0");
        private readonly ILayer dense = keras.layers.Dense(3);

        protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null) =>
            dense.Apply(inputs).Single * scale.AsTensor();
    }
}
