using Tensorflow;
using Tensorflow.Common.Types;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Text;
using TfNet.Goldens;
using static Tensorflow.KerasApi;

namespace TfNet.Keras.Tests.Layers;

/// <summary>Keras' small models, made here, print Keras' summaries.</summary>
public sealed class SummaryOfModelsTests
{
    public SummaryOfModelsTests() => keras.backend.clear_session();

    [Theory]
    [InlineData("edge_sequential")]
    [InlineData("edge_sequential.trainable")]
    [InlineData("edge_sequential.len40")]
    public void Sequential(string file)
    {
        Sequential model = keras.Sequential([
            keras.layers.Conv2D(4, 3, name: "a_rather_long_name_for_a_layer_indeed", input_shape: (8, 8, 3)),
            keras.layers.BatchNormalization(trainable: false),
            keras.layers.Flatten(),
            keras.layers.Dense(3, name: "d"),
        ], "edge");
        Check(file, model);
    }

    [Theory]
    [InlineData("edge_shared")]
    [InlineData("edge_shared.trainable")]
    public void Shared(string file)
    {
        Tensor left = keras.Input((4, 4, 2), name: "left").Single, right = keras.Input((4, 4, 2), name: "right").Single;
        ILayer c = keras.layers.Conv2D(3, 1, name: "shared_conv");
        Tensors x = keras.layers.Concatenate().Apply((c.Apply(left).Single, c.Apply(right).Single, left));
        Tensors one = keras.layers.Dense(2, name: "one").Apply(keras.layers.Flatten().Apply(x));
        Tensors two = keras.layers.Dense(3, name: "two").Apply(keras.layers.GlobalAveragePooling2D().Apply(x));
        Check(file, new Functional((left, right), (one.Single, two.Single), "two_by_two"));
    }

    [Theory]
    [InlineData("edge_nested")]
    [InlineData("edge_nested.nested")]
    [InlineData("edge_nested.nested.trainable")]
    public void Nested(string file)
    {
        Tensors i = keras.Input(3);
        Sequential inner = keras.Sequential([keras.layers.Dense(4), keras.layers.ReLU()], "inner");
        Sequential middle = keras.Sequential([inner, keras.layers.Dense(5)], "middle");
        Tensors y = keras.layers.Add().Apply((middle.Apply(i).Single, keras.layers.Dense(5).Apply(i).Single));
        Check(file, new Functional(i, y, "outer"));
    }

    [Fact]
    public void Unused()
    {
        var model = new M();
        model.Apply(new Tensor(new float[4], (1, 4)));
        Check("edge_unused", model);
    }

    private static void Check(string file, Model model)
    {
        var lines = new List<string>();
        model.summary(new SummaryOptions
        {
            ShowTrainable = file.EndsWith(".trainable", StringComparison.Ordinal),
            ExpandNested = file.Contains(".nested", StringComparison.Ordinal),
            LineLength = file.EndsWith(".len40", StringComparison.Ordinal) ? 40 : null,
        }, lines.Add);
        Assert.Equal(File.ReadAllText(GoldenFolder.Path("summary", "tf2.15", file + ".txt")), string.Concat(lines.Select(l => l + "\n")));
    }

    private sealed class M : Model
    {
        private readonly ILayer _a = keras.layers.Dense(2);
        private readonly ILayer _b = keras.layers.Dense(3);

        public M()
            : base("m")
        {
        }

        public ILayer B => _b;

        protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null,
            IOptionalArgs? optional_args = null) => _a.Apply(inputs);
    }
}
