namespace Tensorflow.Keras.Engine;

/// <summary>One call of a layer inside a model.</summary>
public interface INode
{
    ILayer Layer { get; }

    Tensors input_tensors { get; }

    Tensors Outputs { get; }
}
