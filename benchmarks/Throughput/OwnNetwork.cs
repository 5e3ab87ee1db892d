using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Losses;
using Tensorflow.Keras.Optimizers;
using TfNetZoo.Networks;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace Throughput;

/// <summary>A network of the registry with cross-entropy and Adam, trained as fit does it: each step in a scope of its own.</summary>
internal sealed class OwnNetwork
{
    private readonly NetworkInfo _info;
    private readonly ILossFunc _loss;
    private readonly OptimizerV2 _optimizer = keras.optimizers.Adam(0.001f);
    private readonly Func<Tensor, Tensor, Tensor> _train;
    private readonly Func<Tensor, Tensors> _predict;

    internal OwnNetwork(string name, int size, int classes)
    {
        _info = ModelRegistry.Get(name);
        Size = size > 0 ? size : _info.Size;
        Classes = classes > 0 ? classes : _info.Classes;
        Model = _info.Build(Classes, Size);
        _loss = keras.losses.SparseCategoricalCrossentropy(from_logits: !_info.Probabilities);
        _train = tf.function((Tensor x, Tensor y) => Step(x, y), "train step");
        _predict = tf.function((Tensor x) => Model.Apply(x, training: false), "predict step");
    }

    internal Model Model { get; }

    internal int Size { get; }

    internal int Classes { get; }

    internal int Channels => _info.Channels;

    internal double[] LossWeights => _info.LossWeights;

    /// <summary>Kernels that start as zeros let no gradient through: they get random numbers, so that comparisons of gradients say something.</summary>
    internal void FillZeros()
    {
        foreach (IVariableV1 v in Model.TrainableVariables.Where(v => v.shape.ndim > 1 && !v.AsTensor().ToArray<float>().Any(f => f != 0)))
            v.assign(tf.random.normal(v.shape, stddev: 0.02f), read_value: false);
    }

    /// <summary>Forward, backward, optimizer; the loss before the update.</summary>
    internal Tensor Train(Tensor x, Tensor labels) => _train(x, labels);

    internal Tensors Predict(Tensor x) => _predict(x);

    /// <summary>The loss in training mode and the gradients of all trainable weights; nothing is updated.</summary>
    internal (Tensor Loss, Tensor[] Gradients) Gradients(Tensor x, Tensor labels)
    {
        using var tape = tf.GradientTape();
        Tensor loss = Loss(x, labels);
        return (loss, tape.gradient(loss, Model.TrainableVariables));
    }

    private Tensor Step(Tensor x, Tensor labels)
    {
        (Tensor loss, Tensor[] gradients) = Gradients(x, labels);
        _optimizer.apply_gradients(gradients.Zip(Model.TrainableVariables));
        return loss;
    }

    private Tensor Loss(Tensor x, Tensor labels)
    {
        Tensors y = Model.Apply(x, training: true);
        Tensor? total = null;
        for (int i = 0; i < y.Count; i++)
        {
            Tensor part = _loss.Call(labels, y[i]);
            if (y.Count > 1)
                part *= _info.LossWeights[i];
            total = total is null ? part : total + part;
        }
        return total!;
    }
}
