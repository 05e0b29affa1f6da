"""Who speaks when: by channel, by clustering, or with sherpa-onnx."""
