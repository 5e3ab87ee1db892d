using Tensorflow.Keras.Engine;

namespace Tensorflow.Keras.Callbacks;

/// <summary>What a run looks like: the model, the number of the last epoch, verbosity, steps of an epoch (null: not known yet).</summary>
public sealed class CallbackParams
{
    public IModel? Model { get; set; }

    public int Epochs { get; set; } = 1;

    public int Verbose { get; set; }

    public long? Steps { get; set; }
}
