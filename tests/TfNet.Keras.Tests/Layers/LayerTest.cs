using Tensorflow;
using Tensorflow.Common.Types;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;
using Tensorflow.Keras.Saving;
using TfNet.Goldens;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace TfNet.Keras.Tests.Layers;

/// <summary>What holds for every layer, whatever it computes.</summary>
internal static class LayerTest
{
    /// <param name="make">The layer, made with its factory.</param>
    /// <param name="inputs">Shapes of one sample, for each input.</param>
    /// <param name="weights">The number of weights.</param>
    /// <param name="integers">Inputs are small whole numbers (int32).</param>
    /// <param name="hasConfig">False for a layer that cannot be saved.</param>
    /// <param name="float32Out">tf.image.resize gives float32 whatever the policy.</param>
    internal static void Run(Func<LayersApi, ILayer> make, Shape[] inputs, int weights, bool integers = false, bool hasConfig = true,
        bool float32Out = false)
    {
        try
        {
            keras.backend.clear_session();
            if (hasConfig)
                RoundTrip(make);
            Shapes(make, inputs, integers, weights);
            Step(make, inputs, integers, "float32", float32Out);
            Step(make, inputs, integers, "mixed_bfloat16", float32Out);
        }
        finally
        {
            DTypePolicy.SetGlobal("float32");
        }
    }

    private static void RoundTrip(Func<LayersApi, ILayer> make)
    {
        var layer = (Layer)make(keras.layers);
        IDictionary<string, object?> config = keras.layers.serialize(layer);
        string text = PythonJson.Dump(config);
        var again = (Layer)keras.layers.deserialize((IDictionary<string, object?>)PythonJson.Parse(text)!);
        Assert.IsType(layer.GetType(), again);
        Assert.Equal(text, PythonJson.Dump(keras.layers.serialize(again)));
    }

    /// <summary>Unknown and known batch in a model give the shape that data give.</summary>
    private static void Shapes(Func<LayersApi, ILayer> make, Shape[] inputs, bool integers, int weights)
    {
        TF_DataType type = integers ? TF_DataType.TF_INT32 : TF_DataType.TF_FLOAT;
        var layer = (Layer)make(keras.layers);
        Tensors open = new(inputs.Select(s => keras.Input(s, dtype: type).Single));
        Tensors y = layer.Apply(open);
        Assert.True(layer.Built);
        Assert.Equal(weights, layer.Weights.Count);
        Tensors values = layer.Apply(Data(inputs, 3, integers), training: true);
        Assert.Equal(values.Count, y.Count);
        for (int i = 0; i < y.Count; i++)
        {
            Assert.Equal(values[i].shape.With(0, -1), y[i].shape);
            Assert.Equal(values[i].dtype, y[i].dtype);
        }
        Shape[] known = layer.ComputeOutputShapes([.. inputs.Select(s => new Shape(3).concatenate(s))]);
        Assert.Equal(values[0].shape, known[0]);
        var model = new Functional(open, y);
        Assert.Equal(values[0].shape, model.Apply(Data(inputs, 3, integers), training: false)[0].shape);
        Assert.Equal(layer.Weights.Sum(w => w.shape.size), layer.count_params());
    }

    /// <summary>Gradients reach every trainable weight and, for floating inputs, are finite; outputs have the policy's dtype.</summary>
    private static void Step(Func<LayersApi, ILayer> make, Shape[] inputs, bool integers, string policy, bool float32Out)
    {
        DTypePolicy.SetGlobal(policy);
        var layer = (Layer)make(keras.layers);
        Tensor[] x = Data(inputs, 2, integers);
        layer.Apply(x, training: true);
        Assert.All(layer.Weights, w => Assert.NotEqual(TF_DataType.TF_BFLOAT16, w.dtype));
        using var tape = tf.GradientTape();
        Tensor y = layer.Apply(x, training: true)[0];
        if (!y.dtype.is_floating())
        {
            Assert.Empty(layer.TrainableWeights);
            return;
        }
        Assert.Equal(float32Out ? TF_DataType.TF_FLOAT : DTypePolicy.Global.ComputeDType, y.dtype);
        Tensor loss = tf.reduce_sum(tf.square(tf.cast(y, TF_DataType.TF_FLOAT)));
        Assert.True(float.IsFinite(loss.ToArray<float>()[0]));
        List<IVariableV1> trainable = layer.TrainableWeights;
        Tensor[] gradients = tape.gradient(loss, trainable);
        for (int i = 0; i < trainable.Count; i++)
        {
            Assert.True(gradients[i] is not null, $"no gradient for {trainable[i].Name}");
            Assert.Equal(trainable[i].shape, gradients[i].shape);
            Assert.Equal(trainable[i].dtype, gradients[i].dtype);
            Assert.All(gradients[i].ToArray<float>(), g => Assert.True(float.IsFinite(g)));
        }
    }

    private static Tensor[] Data(Shape[] inputs, int batch, bool integers) =>
        [.. inputs.Select((s, i) =>
        {
            Shape shape = new Shape(batch).concatenate(s);
            float[] u = Recipe.U($"layer/{i}", shape.size);
            return integers ? new Tensor(Array.ConvertAll(u, v => (int)((v + 1) * 2)), shape) : new Tensor(u, shape);
        })];
}
